import { type MediaFailure, mediaFailure } from '../media/failure.ts';

/** Turns ffprobe's last words into the reason a person can act on. */
export const explainProbeFailure = (stderr: string, signal: string | undefined): MediaFailure => {
  if (signal === 'SIGSEGV' || signal === 'SIGABRT') return mediaFailure('corrupt');
  if (/Format not on whitelist/.test(stderr)) {
    return mediaFailure(
      /\[(hls|dash|concat|ffconcat|image2|webm_dash_manifest|imf|sdp|rtsp)\b/.test(stderr)
        ? 'unsupported_format'
        : 'not_media',
    );
  }
  if (/moov atom not found/.test(stderr)) return mediaFailure('truncated');
  if (/End of file/.test(stderr)) return mediaFailure('truncated');
  if (/Protocol .* not on whitelist/.test(stderr)) return mediaFailure('unsupported_format');
  return mediaFailure('not_media');
};

/** The lines of ffmpeg that say most, for an event: the last few, without addresses of ours. */
export const lastWords = (stderr: string): string =>
  stderr
    .replaceAll(/http:\/\/127\.0\.0\.1:\d+\/[0-9a-f]+\/source/g, 'source')
    .trim()
    .split('\n')
    .slice(-6)
    .join('\n')
    .slice(-1000);
