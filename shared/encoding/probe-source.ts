import { type MediaFailure, mediaFailure } from '../media/failure.ts';
import type { Probe } from '../media/probe.ts';
import { openingSource } from './allowed-formats.ts';
import { checkDecoding, type Decoded, tryTogether } from './check-decoding.ts';
import { blameSystem, explainLimit, explainProbeFailure } from './explain-failure.ts';
import { FfprobeOutput } from './ffprobe-output.ts';
import { chooseStreams, interpretProbe } from './interpret-probe.ts';
import { measureExtents, SMALL_BYTES } from './measure-extents.ts';
import { noteOddities } from './note-oddities.ts';
import { PACKET_TIMES } from './packet-times.ts';
import type { ProbeOptions, ProbeOutcome, ProbeStep } from './probe-outcome.ts';
import { hasRoomForTwo, limitProbing } from './program-limits.ts';
import { refuseLength, refuseStreams } from './refuse-source.ts';
import { collectOutput } from './run-program.ts';
import { seemsIndexed } from './seems-indexed.ts';

const MAX_OUTPUT_BYTES = 8 * 1024 * 1024;

/**
 * Learns everything the planner needs of a source, by range reads alone: its streams, when they really start and end (from
 * their packets: headers lie), and whether they can be decoded. What cannot be played is an outcome, not an exception; so is
 * a source that takes longer than `seconds` of looking at it.
 */
export const probeSource = async (options: ProbeOptions & { readonly seconds: number }): Promise<ProbeOutcome> => {
  const { seconds, signal } = options;
  const timeUp = AbortSignal.timeout(seconds * 1000);
  try {
    return await probeWith({
      ...options,
      signal: AbortSignal.any([signal, timeUp]),
      programLimits: limitProbing(options.limits, seconds),
    });
  } catch (error) {
    if (signal.aborted || !timeUp.aborted) throw error;
    return fail(mediaFailure('too_complex'), `looking at the source was ended after ${Math.round(seconds)} s`);
  }
};

/** After the end of every source. */
const FAR_SECONDS = 1e8;

/** What ffprobe says of the streams. Where an index leads to the last packets, it says when these are as well. */
const readStreams = async (options: ProbeStep): ReturnType<typeof collectOutput> => {
  const { url, limits, signal, programLimits, bytes } = options;
  const read = (...more: readonly string[]) =>
    collectOutput(
      options.ffprobe,
      [
        ...['-v', 'error', '-hide_banner', ...openingSource(limits)],
        ...['-show_format', '-show_streams', ...more, '-of', 'json', url],
      ],
      { url, signal, limits: programLimits, maxBytes: MAX_OUTPUT_BYTES },
    );
  if (bytes <= SMALL_BYTES || !(await seemsIndexed(url, signal))) return read();
  const run = await read('-show_entries', PACKET_TIMES, '-read_intervals', `${FAR_SECONDS}%`);
  // It has no index after all, and was read on and on.
  return run.overflow ? read() : run;
};

/** Where there is the memory for two programs, one tries to decode while the other reads what there is. */
const probeWith = async (options: ProbeStep): Promise<ProbeOutcome> => {
  const refused = new AbortController();
  const signal = AbortSignal.any([options.signal, refused.signal]);
  const trying = hasRoomForTwo(options.programLimits) ? tryTogether({ ...options, signal }) : undefined;
  // Awaited where it is needed; what has been refused until then needs it no longer.
  trying?.catch(() => undefined);
  try {
    return await lookInto(options, trying);
  } finally {
    refused.abort();
  }
};

const lookInto = async (options: ProbeStep, trying: Promise<Decoded> | undefined): Promise<ProbeOutcome> => {
  const { limits, signal } = options;
  const run = await readStreams(options);
  signal.throwIfAborted();
  const fault = blameSystem(run);
  if (fault) throw fault;
  if (run.overflow) return fail(mediaFailure('too_many_streams'), run.stderr);
  const output = FfprobeOutput.safeParse(parseJson(run.stdout.toString('utf8')));
  if (run.exitCode !== 0 || !output.success) return fail(explainLimit(run) ?? explainProbeFailure(run), run.stderr);

  const chosen = chooseStreams(output.data, limits);
  const refusedStreams = refuseStreams(output.data, chosen, limits, run.stderr);
  if (refusedStreams) return fail(refusedStreams, run.stderr);

  const streams = [...(chosen.video ? [chosen.video] : []), ...chosen.audio];
  const measured = await measureExtents(options, output.data, streams);
  if (!measured.ok) return fail(measured.failure, measured.detail);
  const { extents } = measured;
  const bare = interpretProbe(output.data, chosen, extents, options.bytes);
  const probe = { ...bare, warnings: noteOddities(output.data, chosen, bare) };
  const refusedLength = refuseLength(output.data, probe, extents, limits);
  if (refusedLength) return fail(refusedLength, run.stderr, probe);
  const decoded = (await trying)?.toIndexes(output.data.streams);
  return checkDecoding(options, probe, decoded ?? new Set());
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
