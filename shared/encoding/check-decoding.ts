import { type MediaFailure, mediaFailure } from '../media/failure.ts';
import type { Probe } from '../media/probe.ts';
import { openingSource } from './allowed-formats.ts';
import { blameSystem, explainLimit, lastWords, tellsOfTooManyPixels } from './explain-failure.ts';
import type { ProbeOutcome, ProbeStep } from './probe-outcome.ts';
import { collectOutput } from './run-program.ts';

/** Enough to find a first key frame in a stream that was cut out of another. */
const TRY_SECONDS = 20;

/**
 * Decodes one picture and one run of sound, so that a source nobody can decode is refused now, with its reason, and not by
 * every task. A stream that fails is left out with a warning if another can be played. One after the other: each may take all
 * the memory that there is.
 */
export const checkDecoding = async (options: ProbeStep, probe: Probe): Promise<ProbeOutcome> => {
  const { video } = probe;
  const videoFailure = video && (await tryStream(options, video.streamIndex, 'v'));
  const soundFailures: (StreamFailure | undefined)[] = [];
  for (const { streamIndex } of videoFailure ? [] : probe.audio) {
    soundFailures.push(await tryStream(options, streamIndex, 'a'));
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
      ...['-hide_banner', '-nostdin', '-loglevel', 'error', ...openingSource(limits)],
      ...['-threads', '1', '-t', `${TRY_SECONDS}`, '-i', url, '-map', `0:${streamIndex}`],
      ...[`-frames:${kind}`, '1', '-f', 'framecrc', '-'],
    ],
    { url, signal, limits: programLimits, maxBytes: 64 * 1024 },
  );
  signal.throwIfAborted();
  const fault = blameSystem(run);
  if (fault) throw fault;
  const hasFrame = run.stdout
    .toString('latin1')
    .split('\n')
    .some((line) => /^\d+,/.test(line));
  if (hasFrame) return undefined;
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
