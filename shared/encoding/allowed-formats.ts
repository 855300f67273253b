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
  'av1',
];

/**
 * What ffmpeg may open. Demuxers that follow references to other files or addresses (hls, dash, webm_dash_manifest,
 * concat, imf, sdp, image sequences, vobsub, …) are not here: a playlist named `.mp4` is refused before it can name
 * anything. Of those that are here only `mov` can follow references, and does so only when told (`-enable_drefs`). Readers
 * that are libraries of their own (modules, game music) and formats that are pictures or text are left out as well.
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
  'yuv4mpegpipe',
  ...RAW_STREAMS,
];

/** Input options that shut ffmpeg in: it may talk to the loopback range server and parse these formats, no more. */
export const SANDBOX_INPUT = ['-protocol_whitelist', 'http,tcp', '-format_whitelist', DEMUXERS.join(',')];

/** How far ffmpeg looks into a source before it believes to know its streams. */
const ANALYSIS = ['-probesize', '10M', '-analyzeduration', '10M'];

/**
 * The largest single piece of memory for a source, per pixel of the largest picture: four bytes for each of three
 * components is the most that any picture takes, and a third more for edges. At the default limit of pixels that is also enough
 * for the index of 12 hours.
 */
const BYTES_PER_PIXEL = 16;
/** However small pictures have to be, an index takes its memory, and ffmpeg works with pieces of a few megabytes. */
const LEAST_PIECE_BYTES = 64 * 1024 * 1024;
/** ffmpeg itself takes no higher limit. */
const LARGEST_PIECE_BYTES = 2 ** 31 - 1;

/** Decoders round sides up to whole blocks; what is a little above the limit is told by its exact size (refuse-source.ts). */
const decodedPixels = (maxPixels: number): number => Math.ceil(1.1 * maxPixels) + 1_000_000;

/** Options for everything that opens a source, before its address. They also hold for pictures that grow on the way. */
export const openingSource = ({ maxPixels, maxStreams }: { maxPixels: number; maxStreams: number }): string[] => [
  ...SANDBOX_INPUT,
  ...ANALYSIS,
  ...['-max_alloc', `${Math.min(LARGEST_PIECE_BYTES, Math.max(LEAST_PIECE_BYTES, BYTES_PER_PIXEL * maxPixels))}`],
  ...['-max_pixels', `${decodedPixels(maxPixels)}`],
  // One more than are accepted: readers that go on without the streams above the limit shall be noticed.
  ...['-max_streams', `${maxStreams + 1}`],
];

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

/** Clocks that count samples, not milliseconds. */
export const hasExactClocks = isAmong(['mov']);

export const isExactlySeekable = isAmong(EXACTLY_SEEKABLE);
export const declaresDuration = isAmong(DECLARES_DURATION);
export const guessesDuration = isAmong(RAW_STREAMS);
