import type { TrackResult } from '../media/outcome.ts';
import type { PackagedPart } from '../packaging/collect-segments.ts';
import { describeInit } from '../packaging/describe-init.ts';
import { initName, segmentName, trackFolder } from '../packaging/object-names.ts';

/** Stores one object of the media; `name` is relative to the media's prefix. */
export type StoreObject = (name: string, bytes: Uint8Array, contentType: string) => Promise<void>;

/** Puts in flight per track: enough to hide the store's latency, few enough to keep memory flat. */
const PUTS_IN_FLIGHT = 3;

/** Stores the parts of a track as they come, while more is being encoded, and returns what was written. */
export const storeTrack = async (
  track: { readonly kind: 'video' | 'audio'; readonly name: string },
  parts: AsyncIterable<PackagedPart>,
  store: StoreObject,
): Promise<TrackResult> => {
  const folder = trackFolder(track);
  const inFlight = new Set<Promise<void>>();
  const failures: unknown[] = [];
  const throwFailure = (): void => {
    if (failures.length > 0) throw failures[0];
  };
  let init: TrackResult['init'] | undefined;
  const segments: TrackResult['segments'] = [];
  const put = async (name: string, bytes: Uint8Array, contentType: string): Promise<void> => {
    while (inFlight.size >= PUTS_IN_FLIGHT) await Promise.race(inFlight);
    throwFailure();
    // A failure is kept: it may come while nobody waits for this one.
    const sending = store(`${folder}/${name}`, bytes, contentType)
      .catch((error: unknown) => void failures.push(error))
      .finally(() => inFlight.delete(sending));
    inFlight.add(sending);
  };
  try {
    for await (const part of parts) {
      if (part.type === 'init') {
        init = describeInit(part.bytes).init;
        await put(initName, part.bytes, `${track.kind}/mp4`);
      } else {
        const { keyFrames, ...segment } = part.segment;
        segments.push({ ...segment, keyFrames: [...keyFrames] });
        await put(segmentName(segment.number), part.bytes, 'video/iso.segment');
      }
    }
  } finally {
    await Promise.all(inFlight);
  }
  throwFailure();
  if (!init) throw new Error(`track ${track.name} came without an init segment`);
  return { name: track.name, init, segments };
};
