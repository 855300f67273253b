/** Streams without any container: ffmpeg guesses their length from the first packets' bit rate. */
const RAW_STREAMS = [
  'mp3',
  'aac',
  'ac3',
  'eac3',
  'dts',
  'dtshd',
  'truehd',
  'amr',
  'loas',
  'latm',
  'h264',
  'hevc',
  'm4v',
  'mpegvideo',
  'obu',
];

/**
 * What ffmpeg may open. Demuxers that follow references to other files or addresses (hls, dash, concat, image sequences,
 * …) are not here: a playlist named `.mp4` is refused before it can name anything.
 */
const DEMUXERS = [
  'mov',
  'matroska',
  'webm',
  'mpegts',
  'mpeg',
  'avi',
  'flv',
  'live_flv',
  'asf',
  'ogg',
  'mxf',
  'gxf',
  'nut',
  'rm',
  'ivf',
  'dv',
  'gif',
  'mjpeg_2000',
  'wav',
  'w64',
  'aiff',
  'au',
  'caf',
  'flac',
  'amrnb',
  'amrwb',
  'ape',
  'wv',
  'tta',
  'tak',
  'mpc',
  'mpc8',
  'voc',
  'dsf',
  ...RAW_STREAMS,
];

/** Input options that shut ffmpeg in: it may talk to the loopback range server and parse these formats, no more. */
export const SANDBOX_INPUT = ['-protocol_whitelist', 'http,tcp', '-format_whitelist', DEMUXERS.join(',')];

/** How far ffmpeg looks into a source before it believes to know its streams. */
export const ANALYSIS = ['-probesize', '10M', '-analyzeduration', '10M'];

/** Pictures and sounds that cannot be decoded are passed over, however many: what is whole is played. */
export const TOLERATE_DAMAGE = ['-max_error_rate', '1'];

/** Containers that can be entered at any time exactly, because they have an index or time stamps per packet in order. */
const EXACTLY_SEEKABLE = ['mov', 'matroska', 'webm'];

/** Containers whose header promises a length that an intact file keeps; others only guess it. */
const DECLARES_DURATION = ['mov', 'matroska', 'webm', 'avi', 'asf', 'flv'];

/** ffmpeg names a demuxer by all it reads, such as `mov,mp4,m4a,3gp,3g2,mj2`. */
const isAmong =
  (names: readonly string[]) =>
  (container: string): boolean =>
    container.split(',').some((name) => names.includes(name));

export const isExactlySeekable = isAmong(EXACTLY_SEEKABLE);
export const declaresDuration = isAmong(DECLARES_DURATION);
export const guessesDuration = isAmong(RAW_STREAMS);
