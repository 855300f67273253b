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
  'mpegvideo',
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
  'h264',
  'hevc',
  'm4v',
  'obu',
  'mjpeg_2000',
  'wav',
  'w64',
  'aiff',
  'au',
  'caf',
  'flac',
  'mp3',
  'aac',
  'ac3',
  'eac3',
  'dts',
  'dtshd',
  'truehd',
  'amr',
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
  'loas',
  'latm',
]; // prettier-ignore

/** Input options that shut ffmpeg in: it may talk to the loopback range server and parse these formats, no more. */
export const SANDBOX_INPUT = ['-protocol_whitelist', 'http,tcp', '-format_whitelist', DEMUXERS.join(',')]; // prettier-ignore

/** How far ffmpeg looks into a source before it believes to know its streams. */
export const ANALYSIS = ['-probesize', '10M', '-analyzeduration', '10M'];

/** Pictures and sounds that cannot be decoded are passed over, however many: what is whole is played. */
export const TOLERATE_DAMAGE = ['-max_error_rate', '1'];

/** Containers that can be entered at any time exactly, because they have an index or time stamps per packet in order. */
const EXACTLY_SEEKABLE = ['mov', 'matroska', 'webm'];

export const isExactlySeekable = (container: string): boolean =>
  container.split(',').some((name) => EXACTLY_SEEKABLE.includes(name));

/** Containers whose header promises a length that an intact file keeps; others only guess it. */
const DECLARES_DURATION = ['mov', 'matroska', 'webm', 'avi', 'asf', 'flv'];

export const declaresDuration = (container: string): boolean =>
  container.split(',').some((name) => DECLARES_DURATION.includes(name));

/** Streams without any container: ffmpeg guesses their length from the first packets' bit rate. */
const GUESSES_DURATION = [
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

export const guessesDuration = (container: string): boolean =>
  container.split(',').some((name) => GUESSES_DURATION.includes(name));
