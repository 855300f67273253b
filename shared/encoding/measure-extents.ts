import { createInterface } from 'node:readline';
import { ANALYSIS, declaresDuration, SANDBOX_INPUT } from './allowed-formats.ts';
import { type FfprobeOutput, type FfprobeStream, readNumber } from './ffprobe-output.ts';
import type { StreamExtent } from './interpret-probe.ts';
import { runProgram } from './run-program.ts';

interface MeasureOptions {
  readonly ffprobe: string;
  readonly url: string;
  readonly bytes: number;
  readonly signal: AbortSignal;
}

/** The end is read from this many seconds before where the header puts it. */
const TAIL_SECONDS = 10;

/** Below this a look at every packet costs next to nothing. */
const SMALL_BYTES = 8 * 1024 * 1024;

/**
 * When each of the streams starts and ends, in seconds on the source's clock. Large files that declare their length are only
 * read at their end; small ones, and those whose length is a guess (raw MP3 or AAC, MPEG-TS, recordings that were
 * never closed), are read packet by packet. A stream without packets is not in the result.
 */
export const measureExtents = async (
  options: MeasureOptions,
  { format }: FfprobeOutput,
  streams: readonly FfprobeStream[],
): Promise<ReadonlyMap<number, StreamExtent>> => {
  const start = readNumber(format.start_time) ?? 0;
  const duration = readNumber(format.duration);
  const isTrusted = declaresDuration(format.format_name) && duration !== undefined && options.bytes > SMALL_BYTES;
  const from = isTrusted ? start + duration - TAIL_SECONDS : start;
  const measured = await readPackets(options, isTrusted && from > start ? from : undefined);

  const extents = new Map<number, StreamExtent>();
  for (const stream of streams) {
    const packets = measured.get(stream.index);
    const startSeconds = readNumber(stream.start_time) ?? packets?.start ?? start;
    const declaredEnd = startSeconds + (readNumber(stream.duration) ?? 0);
    // A stream that is over before the part that was read: its own header is all there is.
    const endSeconds = packets?.end ?? (isTrusted && declaredEnd < from + 1 ? declaredEnd : undefined);
    if (endSeconds !== undefined) extents.set(stream.index, { startSeconds, endSeconds });
  }
  return extents;
};

const readPackets = async (
  { ffprobe, url, signal }: MeasureOptions,
  fromSeconds: number | undefined,
): Promise<Map<number, { start: number; end: number }>> => {
  const found = new Map<number, { start: number; end: number; lastStep: number }>();
  const program = runProgram(
    ffprobe,
    [
      ...['-v', 'error', '-hide_banner', ...SANDBOX_INPUT, ...ANALYSIS],
      ...(fromSeconds === undefined ? [] : ['-read_intervals', `${fromSeconds.toFixed(6)}%`]),
      ...['-show_entries', 'packet=stream_index,pts_time,dts_time,duration_time', '-of', 'csv=p=0', url],
    ],
    { signal },
  );
  for await (const line of createInterface({ input: program.stdout })) {
    const [index, pts, dts, duration] = line.split(',');
    const at = readNumber(pts) ?? readNumber(dts);
    if (index === undefined || at === undefined) continue;
    const lasts = readNumber(duration);
    const known = found.get(Number(index));
    const step = lasts ?? known?.lastStep ?? 0;
    const end = at + step;
    if (!known) found.set(Number(index), { start: at, end, lastStep: step });
    else {
      const lastStep = lasts ?? (at > known.end ? at - known.end : known.lastStep);
      found.set(Number(index), { start: Math.min(known.start, at), end: Math.max(known.end, at + lastStep), lastStep });
    }
  }
  await program.finished;
  signal.throwIfAborted();
  return found;
};
