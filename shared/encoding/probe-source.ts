import { type MediaFailure, mediaFailure } from '../media/failure.ts';
import type { Probe } from '../media/probe.ts';
import { ANALYSIS, SANDBOX_INPUT } from './allowed-formats.ts';
import { checkDecoding } from './check-decoding.ts';
import { explainProbeFailure } from './explain-failure.ts';
import { FfprobeOutput } from './ffprobe-output.ts';
import { chooseStreams, interpretProbe } from './interpret-probe.ts';
import { measureExtents } from './measure-extents.ts';
import { noteOddities } from './note-oddities.ts';
import type { ProbeOptions, ProbeOutcome } from './probe-outcome.ts';
import { refuseLength, refuseStreams } from './refuse-source.ts';
import { requireNotKilled } from './require-not-killed.ts';
import { collectOutput } from './run-program.ts';

const MAX_OUTPUT_BYTES = 8 * 1024 * 1024;

/**
 * Learns everything the planner needs of a source, by range reads alone: its streams, when they really start and end (from
 * their packets: headers lie), and whether they can be decoded. What cannot be played is an outcome, not an exception.
 */
export const probeSource = async (options: ProbeOptions): Promise<ProbeOutcome> => {
  const { url, limits, signal } = options;
  const run = await collectOutput(
    options.ffprobe,
    [
      ...['-v', 'error', '-hide_banner', ...SANDBOX_INPUT, ...ANALYSIS],
      ...['-show_format', '-show_streams', '-of', 'json', url],
    ],
    { signal, maxBytes: MAX_OUTPUT_BYTES },
  );
  signal.throwIfAborted();
  if (run.startError) throw run.startError;
  if (run.overflow) return fail(mediaFailure('too_many_streams'), run.stderr);
  requireNotKilled('ffprobe', run);
  const output = FfprobeOutput.safeParse(parseJson(run.stdout.toString('utf8')));
  if (run.exitCode !== 0 || !output.success) return fail(explainProbeFailure(run.stderr, run.signal), run.stderr);

  const chosen = chooseStreams(output.data, limits.maxAudioTracks);
  const refusedStreams = refuseStreams(output.data, chosen, limits);
  if (refusedStreams) return fail(refusedStreams, run.stderr);

  const streams = [...(chosen.video ? [chosen.video] : []), ...chosen.audio];
  const extents = await measureExtents(options, output.data, streams);
  const bare = interpretProbe(output.data, chosen, extents, options.bytes);
  const probe = { ...bare, warnings: noteOddities(output.data, chosen, bare) };
  const refusedLength = refuseLength(output.data, probe, extents, limits);
  return refusedLength ? fail(refusedLength, run.stderr, probe) : checkDecoding(options, probe);
};

const fail = (failure: MediaFailure, detail: string, probe?: Probe): ProbeOutcome => ({
  ok: false,
  failure,
  detail,
  ...(probe ? { probe } : {}),
});

const parseJson = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    return undefined; // ffprobe printed nothing or broke down; its exit code tells why
  }
};
