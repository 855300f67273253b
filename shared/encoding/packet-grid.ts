import { CLOCK_ROUNDING_SECONDS, packetSamples } from '../media/packet-samples.ts';
import { type FfprobeStream, readNumber } from './ffprobe-output.ts';

/** Where packets of sound begin if none is missing or late: every so many seconds from the first on. */
export interface PacketGrid {
  readonly startSeconds: number;
  readonly packetSeconds: number;
}

/** By the index of the stream; without those whose packets are of any length, or whose first one has no time. */
export const layGrids = (streams: readonly FfprobeStream[]): ReadonlyMap<number, PacketGrid> =>
  new Map(
    streams.flatMap((stream) => {
      const grid = gridOf(stream);
      return grid ? [[stream.index, grid] as const] : [];
    }),
  );

const gridOf = (stream: FfprobeStream): PacketGrid | undefined => {
  const startSeconds = readNumber(stream.start_time);
  const sampleRate = readNumber(stream.sample_rate);
  if (startSeconds === undefined || !sampleRate) return undefined;
  const { codec_name: codec, profile } = stream;
  const samples = packetSamples({ codec, sampleRate, ...(profile === undefined ? {} : { profile }) });
  return samples === undefined ? undefined : { startSeconds, packetSeconds: samples / sampleRate };
};

export const isOnGrid = ({ startSeconds, packetSeconds }: PacketGrid, seconds: number): boolean => {
  const packets = (seconds - startSeconds) / packetSeconds;
  return Math.abs(packets - Math.round(packets)) * packetSeconds <= CLOCK_ROUNDING_SECONDS;
};
