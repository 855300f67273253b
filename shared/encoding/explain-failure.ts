import { type MediaFailure, mediaFailure } from '../media/failure.ts';
import { EndedFromOutside } from './encode-error.ts';
import type { ProgramEnd } from './run-program.ts';

/**
 * How ffmpeg ends when a signal that it catches tells it to: tidily, or at once after the fourth. It catches SIGXCPU and does
 * not say which signal it was, so one that came too early to be this is taken for somebody else's.
 */
const CAUGHT_SIGNAL: readonly (number | undefined)[] = [255, 123];
const OUT_OF_MEMORY = /Cannot allocate memory|malloc of size \d+ failed|pthread_create failed|std::bad_alloc/;
/** Where a decoder had no memory, ffmpeg goes on with the next picture and may end as if all was well. */
const LOST_PICTURE = /Error while decoding stream .*: Cannot allocate memory/;

/**
 * Which limit a program ran into, if it did: what was asked for would run into it again. A program that we ended
 * ourselves did not.
 */
export const explainLimit = (end: ProgramEnd): MediaFailure | undefined => {
  const { signal, stderr, exitCode } = end;
  if (end.killed) return undefined;
  if (signal === 'SIGXCPU' || (CAUGHT_SIGNAL.includes(exitCode) && end.mayHaveSpentCpu)) {
    return mediaFailure('too_complex', overLimit('processor time'));
  }
  if (signal === 'SIGXFSZ') return mediaFailure('unsupported_format', 'The file made its reader write another file.');
  if (/Number of streams exceeds max_streams/.test(stderr)) return mediaFailure('too_many_streams');
  if ((exitCode === 0 ? LOST_PICTURE : OUT_OF_MEMORY).test(stderr))
    return mediaFailure('too_complex', overLimit('memory'));
  return undefined;
};

const overLimit = (what: string): string =>
  `The file takes more ${what} than this service gives to one file. Export it anew as an ordinary video, such as H.264 with AAC in an MP4 file.`;

/** What people and systems end programs with; no source can. */
const FROM_OUTSIDE: readonly string[] = ['SIGKILL', 'SIGTERM', 'SIGINT', 'SIGHUP', 'SIGQUIT'];

/** What was done to a program that no source is to blame for: it was not started, or somebody else ended it. */
export const blameSystem = ({ startError, signal, killed }: ProgramEnd): Error | undefined => {
  if (startError || killed || signal === undefined || !FROM_OUTSIDE.includes(signal)) return startError;
  return new EndedFromOutside(signal);
};

const CRASHES: readonly (string | undefined)[] = ['SIGSEGV', 'SIGABRT', 'SIGBUS', 'SIGILL', 'SIGFPE'];

/** A decoder gives a picture up that is larger than accepted; which is then missing or has no size. */
export const tellsOfTooManyPixels = (stderr: string): boolean =>
  /exceeds specified max pixel count|Picture size \d+x\d+ is invalid/.test(stderr);

/** Turns ffprobe's last words into the reason a person can act on. */
export const explainProbeFailure = ({ stderr, signal }: Pick<ProgramEnd, 'stderr' | 'signal'>): MediaFailure => {
  if (CRASHES.includes(signal)) return mediaFailure('corrupt');
  if (/Format not on whitelist/.test(stderr)) {
    return mediaFailure(
      /\[(hls|dash|concat|ffconcat|image2|webm_dash_manifest|imf|sdp|rtsp)\b/.test(stderr)
        ? 'unsupported_format'
        : 'not_media',
    );
  }
  if (tellsOfTooManyPixels(stderr)) return mediaFailure('too_many_pixels');
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
