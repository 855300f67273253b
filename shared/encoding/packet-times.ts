import { type FfprobePacket, readNumber } from './ffprobe-output.ts';
import type { StreamExtent } from './interpret-probe.ts';
import { isOnGrid, type PacketGrid } from './packet-grid.ts';

/** What ffprobe is to show of packets (`-show_entries`). */
export const PACKET_TIMES = 'packet=stream_index,pts_time,dts_time,duration_time';

export interface PacketTimes {
  readonly add: (packet: FfprobePacket) => void;
  /** By the index of the stream, of those that had packets with a time; `isEven` of those that have a grid. */
  readonly extents: () => ReadonlyMap<number, StreamExtent>;
}

/** Collects when the packets of each stream are shown. */
export const createPacketTimes = (grids: ReadonlyMap<number, PacketGrid>): PacketTimes => {
  const odd = new Set<number>();
  const found = new Map<number, Times>();
  return {
    add: ({ stream_index: index, pts_time, dts_time, duration_time }) => {
      const at = readNumber(pts_time) ?? readNumber(dts_time);
      if (at === undefined) return;
      const grid = grids.get(index);
      if (grid && !isOnGrid(grid, at)) odd.add(index);
      found.set(index, addPacket(found.get(index), at, readNumber(duration_time)));
    },
    extents: () =>
      new Map(
        [...found].map(([index, times]) => {
          const isEven = grids.has(index) ? { isEven: !odd.has(index) } : {};
          return [index, { startSeconds: times.start, endSeconds: endOf(times), ...isEven }];
        }),
      ),
  };
};

/** When one stream's packets are shown: the first moment, and the last two (packets come in decoding order). */
interface Times {
  start: number;
  last: number;
  lastButOne: number;
  /** End of the packet that lasts longest, where packets say how long they last. */
  statedEnd: number;
}

const addPacket = (times: Times | undefined, at: number, duration: number | undefined): Times => {
  const statedEnd = duration === undefined ? Number.NEGATIVE_INFINITY : at + duration;
  if (!times) return { start: at, last: at, lastButOne: at, statedEnd };
  times.start = Math.min(times.start, at);
  times.statedEnd = Math.max(times.statedEnd, statedEnd);
  if (at > times.last) {
    times.lastButOne = times.last;
    times.last = at;
  } else if (at > times.lastButOne && at < times.last) times.lastButOne = at;
  return times;
};

/** For a single packet that doesn't say how long it lasts. */
const ONE_PICTURE_SECONDS = 0.04;

/** Without a word from the container, the last picture is taken to last as long as the one before it, a second at most. */
const endOf = ({ last, lastButOne, statedEnd }: Times): number => {
  if (statedEnd > last) return statedEnd;
  return last + (last > lastButOne ? Math.min(1, last - lastButOne) : ONE_PICTURE_SECONDS);
};
