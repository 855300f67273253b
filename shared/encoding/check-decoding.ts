import { type MediaFailure, mediaFailure } from '../media/failure.ts';
import type { Probe } from '../media/probe.ts';
import { ANALYSIS, SANDBOX_INPUT } from './allowed-formats.ts';
import { lastWords } from './explain-failure.ts';
import type { ProbeOptions, ProbeOutcome } from './probe-source.ts';
import { collectOutput } from './run-program.ts';

/** Enough to find a first key frame in a stream that was cut out of another. */
const TRY_SECONDS = 20;

/**
 * Decodes one picture and one run of sound, so that a source nobody can decode is refused now, with its reason, and not by
 * every task. A stream that fails is left out with a warning if another can be played.
 */
export const checkDecoding = async (options: ProbeOptions, probe: Probe): Promise<ProbeOutcome> => {
  const { video } = probe;
  const [videoFailure, ...audioFailures] = await Promise.all([
    video ? tryStream(options, video.streamIndex, 'v') : undefined,
    ...probe.audio.map((audio) => tryStream(options, audio.streamIndex, 'a')),
  ]);
  const audio = probe.audio.filter((_, i) => !audioFailures[i]);
  const failures = [
    ...(videoFailure ? [videoFailure] : []),
    ...audioFailures.filter((failure) => failure !== undefined),
  ];
  if (failures.length === 0) return { ok: true, probe };
  const first = failures[0];
  const detail = failures.map((failure) => failure.detail).join('\n');
  // Video that can't be decoded is not turned into a radio play behind the owner's back.
  if (first && (videoFailure || audio.length === 0)) {
    if (!videoFailure && video) return { ok: true, probe: withoutSound(probe, audio, failures) };
    return { ok: false, failure: first.failure, detail, probe };
  }
  return { ok: true, probe: withoutSound(probe, audio, failures) };
};

const withoutSound = (probe: Probe, audio: Probe['audio'], failures: readonly StreamFailure[]): Probe => ({
  ...probe,
  audio,
  warnings: [
    ...probe.warnings,
    ...failures.map(
      ({ streamIndex, codec }) => `Audio track ${streamIndex} (${codec}) could not be decoded and was left out.`,
    ),
  ],
});

interface StreamFailure {
  readonly streamIndex: number;
  readonly codec: string;
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
  const unsupported = /Decoder .*not found|Could not find codec|No decoder|not supported|not implemented/i.test(
    run.stderr,
  );
  return {
    streamIndex,
    codec: kind === 'v' ? 'video' : 'audio',
    failure: mediaFailure(unsupported ? 'unsupported_codec' : 'corrupt'),
    detail: lastWords(run.stderr),
  };
};
