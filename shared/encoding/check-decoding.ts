import { type MediaFailure, mediaFailure } from '../media/failure.ts';
import type { Probe } from '../media/probe.ts';
import { ANALYSIS, SANDBOX_INPUT } from './allowed-formats.ts';
import { lastWords } from './explain-failure.ts';
import type { ProbeOptions, ProbeOutcome } from './probe-outcome.ts';
import { requireNotKilled } from './require-not-killed.ts';
import { collectOutput } from './run-program.ts';

/** Enough to find a first key frame in a stream that was cut out of another. */
const TRY_SECONDS = 20;

/**
 * Decodes one picture and one run of sound, so that a source nobody can decode is refused now, with its reason, and not by
 * every task. A stream that fails is left out with a warning if another can be played.
 */
export const checkDecoding = async (options: ProbeOptions, probe: Probe): Promise<ProbeOutcome> => {
  const { video } = probe;
  const [videoFailure, ...soundFailures] = await Promise.all([
    video ? tryStream(options, video.streamIndex, 'v') : undefined,
    ...probe.audio.map((audio) => tryStream(options, audio.streamIndex, 'a')),
  ]);
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
  { ffmpeg, url, signal }: ProbeOptions,
  streamIndex: number,
  kind: 'v' | 'a',
): Promise<StreamFailure | undefined> => {
  const run = await collectOutput(
    ffmpeg,
    [
      ...['-hide_banner', '-nostdin', '-loglevel', 'error', ...SANDBOX_INPUT, ...ANALYSIS],
      ...['-threads', '1', '-t', `${TRY_SECONDS}`, '-i', url, '-map', `0:${streamIndex}`],
      ...[`-frames:${kind}`, '1', '-f', 'framecrc', '-'],
    ],
    { signal, maxBytes: 64 * 1024 },
  );
  signal.throwIfAborted();
  const hasFrame = run.stdout
    .toString('latin1')
    .split('\n')
    .some((line) => /^\d+,/.test(line));
  if (hasFrame) return undefined;
  requireNotKilled('ffmpeg', run);
  const unsupported = /Decoder .*not found|Could not find codec|No decoder|not supported|not implemented/i.test(
    run.stderr,
  );
  return {
    failure: mediaFailure(unsupported ? 'unsupported_codec' : 'corrupt'),
    detail: lastWords(run.stderr),
  };
};
