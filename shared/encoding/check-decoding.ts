import { type MediaFailure, mediaFailure } from '../media/failure.ts';
import type { Probe } from '../media/probe.ts';
import { openingSource } from './allowed-formats.ts';
import { blameSystem, explainLimit, lastWords, tellsOfTooManyPixels } from './explain-failure.ts';
import type { FfprobeStream } from './ffprobe-output.ts';
import type { ProbeOutcome, ProbeStep } from './probe-outcome.ts';
import { collectOutput } from './run-program.ts';

/** Enough to find a first key frame in a stream that was cut out of another. */
const TRY_SECONDS = 20;

const MAX_OUTPUT_BYTES = 64 * 1024;

/** All together are tried on less: what gives nothing there is tried by itself. */
const TRY_TOGETHER_SECONDS = 3;

/**
 * Which streams give a picture or a run of sound, tried by one program that needs not be told what there is; `toIndexes` makes
 * indexes of that once it is known. One that is not among them may decode by itself: another stream can have been in its way, or
 * the memory too small for both.
 */
export const tryTogether = async ({ ffmpeg, url, signal, limits, programLimits }: ProbeStep): Promise<Decoded> => {
  const run = await collectOutput(
    ffmpeg,
    [
      ...tryOptions(limits, url, TRY_TOGETHER_SECONDS),
      ...['-map', '0:v:0?', '-map', '0:a?'],
      // Filters end one stream. `-frames` would end the others with it.
      ...['-filter:v', 'trim=end_frame=1', '-filter:a', 'atrim=end_sample=1', '-f', 'framecrc', '-'],
    ],
    { url, signal, limits: programLimits, maxBytes: MAX_OUTPUT_BYTES },
  );
  const outputs = framesOf(run);
  return {
    toIndexes: (streams) => {
      const ofKind = (kind: string) => streams.filter((stream) => stream.codec_type === kind);
      const mapped = [...ofKind('video').slice(0, 1), ...ofKind('audio')];
      return new Set([...outputs].flatMap((output) => mapped[output]?.index ?? []));
    },
  };
};

export interface Decoded {
  /** Indexes of the streams that were decoded, of all that the source has. */
  readonly toIndexes: (streams: readonly FfprobeStream[]) => ReadonlySet<number>;
}

/**
 * Decodes one picture and one run of sound, so that a source nobody can decode is refused now, with its reason, and not by
 * every task. A stream that fails is left out with a warning if another can be played. One after the other: each may take all
 * the memory that there is. `decoded` are those that were decoded already.
 */
export const checkDecoding = async (
  options: ProbeStep,
  probe: Probe,
  decoded: ReadonlySet<number>,
): Promise<ProbeOutcome> => {
  const { video } = probe;
  const attempt = async (streamIndex: number, kind: 'v' | 'a'): Promise<StreamFailure | undefined> =>
    decoded.has(streamIndex) ? undefined : await tryStream(options, streamIndex, kind);
  const videoFailure = video && (await attempt(video.streamIndex, 'v'));
  const soundFailures: (StreamFailure | undefined)[] = [];
  for (const { streamIndex } of videoFailure ? [] : probe.audio) {
    soundFailures.push(await attempt(streamIndex, 'a'));
  }
  const audio = probe.audio.filter((_, i) => !soundFailures[i]);
  const isSilenced = !video && audio.length === 0;
  // Video that can't be decoded is not turned into a radio play behind its owner's back.
  const failure = videoFailure ?? (isSilenced ? soundFailures.find((found) => found) : undefined);
  if (failure) return { ok: false, failure: failure.failure, detail: failure.detail, probe };
  const lost = probe.audio.filter((_, i) => soundFailures[i]);
  const notes = lost.map(
    ({ streamIndex, codec }) => `Audio track ${streamIndex} (${codec}) could not be decoded and was left out.`,
  );
  return { ok: true, probe: { ...probe, audio, warnings: [...probe.warnings, ...notes] } };
};

interface StreamFailure {
  readonly failure: MediaFailure;
  readonly detail: string;
}

const tryStream = async (
  { ffmpeg, url, signal, limits, programLimits }: ProbeStep,
  streamIndex: number,
  kind: 'v' | 'a',
): Promise<StreamFailure | undefined> => {
  const run = await collectOutput(
    ffmpeg,
    [
      ...tryOptions(limits, url, TRY_SECONDS),
      ...['-map', `0:${streamIndex}`, `-frames:${kind}`, '1', '-f', 'framecrc', '-'],
    ],
    { url, signal, limits: programLimits, maxBytes: MAX_OUTPUT_BYTES },
  );
  signal.throwIfAborted();
  const fault = blameSystem(run);
  if (fault) throw fault;
  if (framesOf(run).size > 0) return undefined;
  const unsupported = /Decoder .*not found|Could not find codec|No decoder|not supported|not implemented/i.test(
    run.stderr,
  );
  return {
    failure:
      explainLimit(run) ??
      mediaFailure(
        tellsOfTooManyPixels(run.stderr) ? 'too_many_pixels' : unsupported ? 'unsupported_codec' : 'corrupt',
      ),
    detail: lastWords(run.stderr),
  };
};

const tryOptions = (limits: ProbeStep['limits'], url: string, seconds: number): string[] => [
  ...['-hide_banner', '-nostdin', '-loglevel', 'error', ...openingSource(limits)],
  ...['-threads', '1', '-t', `${seconds}`, '-i', url],
];

/** Of which outputs there is a frame. */
const framesOf = ({ stdout }: { readonly stdout: Buffer }): ReadonlySet<number> =>
  new Set(
    stdout
      .toString('latin1')
      .split('\n')
      .flatMap((line) => /^(\d+),/.exec(line)?.[1] ?? [])
      .map(Number),
  );
