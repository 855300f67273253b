import { createInterface } from 'node:readline';
import { type MediaFailure, mediaFailure } from '../media/failure.ts';
import { declaresDuration, guessesDuration, hasExactClocks, openingSource } from './allowed-formats.ts';
import { blameSystem, explainLimit } from './explain-failure.ts';
import { type FfprobeOutput, type FfprobeStream, readNumber } from './ffprobe-output.ts';
import type { StreamExtent } from './interpret-probe.ts';
import { layGrids, type PacketGrid } from './packet-grid.ts';
import { createPacketTimes, PACKET_TIMES } from './packet-times.ts';
import type { ProbeStep } from './probe-outcome.ts';
import { runProgram } from './run-program.ts';

/** When each stream is shown, or why that takes more than there is; `detail` is ffprobe's last words. */
export type Extents =
  | { readonly ok: true; readonly extents: ReadonlyMap<number, StreamExtent> }
  | { readonly ok: false; readonly failure: MediaFailure; readonly detail: string };

/** The end is read from this many seconds before where the header puts it. */
const TAIL_SECONDS = 10;

/** Below this a look at every packet costs next to nothing. */
export const SMALL_BYTES = 8 * 1024 * 1024;

/**
 * From what ffprobe saw when it went as near to the end as the index led it, which is done in no time; undefined if that does
 * not tell of every stream, or of too little to know that its packets are even.
 */
const measureLast = (
  packets: FfprobeOutput['packets'],
  format: FfprobeOutput['format'],
  streams: readonly FfprobeStream[],
): ReadonlyMap<number, StreamExtent> | undefined => {
  const grids = layGrids(streams);
  if (grids.size > 0 && !hasExactClocks(format.format_name)) return undefined;
  const times = createPacketTimes(grids);
  for (const packet of packets) times.add(packet);
  const found = times.extents();
  const extents = streams.flatMap((stream) => {
    const startSeconds = readNumber(stream.start_time);
    const extent = found.get(stream.index);
    // One packet by itself does not tell how long such packets last.
    const isTold = packets.filter((packet) => packet.stream_index === stream.index).length > 1;
    return extent && isTold && startSeconds !== undefined ? [[stream.index, { ...extent, startSeconds }] as const] : [];
  });
  return extents.length === streams.length ? new Map(extents) : undefined;
};

/**
 * When each of the streams starts and ends, in seconds on the source's clock. Large files that know their length are only
 * read at their end; small ones, and those whose length is a guess (raw MP3 or AAC, recordings that were never closed),
 * are read packet by packet. A stream without packets is not in the result.
 */
export const measureExtents = async (
  options: ProbeStep,
  { format, packets }: FfprobeOutput,
  streams: readonly FfprobeStream[],
): Promise<Extents> => {
  const last = measureLast(packets, format, streams);
  if (last) return { ok: true, extents: last };
  const start = readNumber(format.start_time) ?? 0;
  const duration = readNumber(format.duration);
  const isKnown = !guessesDuration(format.format_name) && duration !== undefined && options.bytes > SMALL_BYTES;
  const tailStart = isKnown && duration > 2 * TAIL_SECONDS ? statedEnd(format) - TAIL_SECONDS : undefined;
  const grids = layGrids(streams);
  const tail = await readPackets(options, grids, tailStart);
  if (!tail.ok) return tail;
  // Nothing where the header says the end is: the file was cut off, or the header never knew.
  const isCutOff = tailStart !== undefined && tail.extents.size === 0;
  const measured =
    isCutOff && !declaresDuration(format.format_name) ? await readPackets(options, grids, undefined) : tail;
  if (!measured.ok || measured.extents.size === 0) return measured;

  const extents = new Map<number, StreamExtent>();
  for (const stream of streams) {
    const packets = measured.extents.get(stream.index);
    // A tail does not tell where the stream begins; WAV has no start time.
    const firstPacket = measured === tail && tailStart !== undefined ? undefined : packets?.startSeconds;
    const startSeconds = readNumber(stream.start_time) ?? firstPacket ?? start;
    const endSeconds = packets?.endSeconds ?? endBefore(stream, startSeconds, isCutOff ? undefined : tailStart);
    const isEven = packets?.isEven === undefined ? {} : { isEven: packets.isEven };
    if (endSeconds !== undefined) extents.set(stream.index, { startSeconds, endSeconds, ...isEven });
  }
  return { ok: true, extents };
};

/**
 * Where the source says its end is, on its own clock. Headers count from the clock's zero, which may be long before the
 * first picture; lengths that ffmpeg worked out itself count from there.
 */
export const statedEnd = ({ format_name, start_time, duration }: FfprobeOutput['format']): number => {
  const start = readNumber(start_time) ?? 0;
  return (readNumber(duration) ?? 0) + (declaresDuration(format_name) ? Math.min(0, start) : start);
};

/** The end of a stream that is over before the part that was read: what its own header says, at most until there. */
const endBefore = (stream: FfprobeStream, startSeconds: number, tailStart: number | undefined): number | undefined => {
  if (tailStart === undefined) return undefined;
  const declared = readNumber(stream.duration);
  return declared === undefined ? tailStart : Math.min(startSeconds + declared, tailStart);
};

/** A second of 60 pictures and eight sound tracks has 440 packets; of TrueHD alone 1,200. */
const PACKETS_PER_SECOND = 1500;

const readPackets = async (
  { ffprobe, url, signal, limits, programLimits }: ProbeStep,
  grids: ReadonlyMap<number, PacketGrid>,
  fromSeconds: number | undefined,
): Promise<Extents> => {
  const maxPackets = limits.maxDurationSeconds * PACKETS_PER_SECOND;
  const times = createPacketTimes(grids);
  const program = runProgram(
    ffprobe,
    [
      ...['-v', 'error', '-hide_banner', ...openingSource(limits)],
      ...(fromSeconds === undefined ? [] : ['-read_intervals', `${fromSeconds.toFixed(6)}%`]),
      ...['-show_entries', PACKET_TIMES, '-of', 'csv=p=0', url],
    ],
    { url, signal, limits: programLimits },
  );
  let packets = 0;
  for await (const line of createInterface({ input: program.stdout })) {
    if (++packets > maxPackets) {
      program.kill();
      break;
    }
    const [index, pts_time, dts_time, duration_time] = line.split(',');
    times.add({ stream_index: Number(index), pts_time, dts_time, duration_time });
  }
  const end = await program.finished;
  signal.throwIfAborted();
  const fault = blameSystem(end);
  if (fault) throw fault;
  const failure = packets > maxPackets ? mediaFailure('too_complex') : explainLimit(end);
  if (failure) return { ok: false, failure, detail: end.stderr };
  return { ok: true, extents: times.extents() };
};
