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

/**
 * Which of these streams give a picture or a run of sound, all tried by one program. One that is not among them may do so by
 * itself: another stream can have been in its way, or the memory too small for both.
 */
export const tryTogether = async (
  { ffmpeg, url, signal, limits, programLimits }: ProbeStep,
  streams: readonly FfprobeStream[],
): Promise<ReadonlySet<number>> => {
  const run = await collectOutput(
    ffmpeg,
    [
      ...tryOptions(limits, url),
      ...streams.flatMap(({ index }) => ['-map', `0:${index}`]),
      ...['-frames:v', '1', '-frames:a', '1', '-f', 'framecrc', '-'],
    ],
    { url, signal, limits: programLimits, maxBytes: MAX_OUTPUT_BYTES },
  );
  return new Set([...framesOf(run)].flatMap((output) => streams[output]?.index ?? []));
};

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
    [...tryOptions(limits, url), ...['-map', `0:${streamIndex}`, `-frames:${kind}`, '1', '-f', 'framecrc', '-']],
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

const tryOptions = (limits: ProbeStep['limits'], url: string): string[] => [
  ...['-hide_banner', '-nostdin', '-loglevel', 'error', ...openingSource(limits)],
  ...['-threads', '1', '-t', `${TRY_SECONDS}`, '-i', url],
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
