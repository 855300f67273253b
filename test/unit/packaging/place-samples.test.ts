import { describe, expect, it } from 'vitest';
import { placePackets, placePictures } from '../../../shared/packaging/place-samples.ts';
import { TrackSamples } from '../../../shared/packaging/track-samples.ts';

interface Picture {
  readonly decoded: number;
  readonly shown: number;
  readonly key?: boolean;
}

/** A chunk for each picture, whose last one lasts 10 ticks. */
const gather = (pictures: readonly Picture[]): TrackSamples => {
  const samples = new TrackSamples();
  pictures.forEach(({ decoded, shown, key = false }, offset) => {
    const sample = { duration: 10, bytes: 1, sync: key, compositionOffset: shown - decoded };
    samples.addChunk(decoded, [sample], { part: 0, offset });
  });
  return samples;
};

const shownOf = ({ durations, compositionOffsets }: ReturnType<typeof placePictures>, start: number) => {
  let at = start;
  return Array.from(durations, (ticks, i) => {
    const shown = at + (compositionOffsets[i] ?? 0);
    at += ticks;
    return shown;
  });
};

describe('pictures', () => {
  it('are shown when they were, and decoded just before', () => {
    const shown = [100, 130, 110, 120, 160, 140, 150];
    const times = placePictures(
      gather(shown.map((time, i) => ({ decoded: 70 + 10 * i, shown: time, key: i === 0 }))),
      25,
    );
    expect(times).toMatchObject({ from: 100, to: 170 });
    expect([...times.compositionOffsets]).toEqual([0, 21, 0, 0, 21, 0, 0]);
    expect(shownOf(times, 100)).toEqual(shown);
  });

  it('can be entered at a key picture, though it was decoded long before it is shown', () => {
    // Nothing changes for a second, and what comes then was decoded in time for the picture before.
    const pictures = [
      { decoded: 0, shown: 20, key: true },
      { decoded: 10, shown: 30 },
      { decoded: 20, shown: 1000, key: true },
      { decoded: 30, shown: 1010 },
    ];
    const times = placePictures(gather(pictures), 25);
    expect([...times.durations]).toEqual([10, 970, 10, 10]);
    expect([...times.syncSamples]).toEqual([1, 3]);
  });

  it('cannot be entered where others that follow are shown much earlier', () => {
    const pictures = [
      { decoded: 0, shown: 0, key: true },
      { decoded: 10, shown: 60, key: true },
      { decoded: 20, shown: 30 },
      { decoded: 30, shown: 100, key: true },
      { decoded: 40, shown: 80 },
    ];
    expect([...placePictures(gather(pictures), 25).syncSamples]).toEqual([1, 4]);
  });

  it('can always be entered at the start, whatever it is', () => {
    const pictures = [
      { decoded: 0, shown: 20 },
      { decoded: 10, shown: 10 },
      { decoded: 20, shown: 30, key: true },
    ];
    const times = placePictures(gather(pictures), 25);
    expect([...times.syncSamples]).toEqual([1, 3]);
    expect(times.from).toBe(10);
  });

  it('can be entered everywhere in hours of key pictures alone', () => {
    const pictures = Array.from({ length: 300_000 }, (_, i) => ({ decoded: 10 * i, shown: 10 * i, key: true }));
    expect(placePictures(gather(pictures), 25).syncSamples.length).toBe(pictures.length);
  });
});

describe('packets of sound', () => {
  const packets = (times: readonly number[], even = { ticks: 1024, tolerance: 50 }): TrackSamples => {
    const samples = new TrackSamples(even);
    times.forEach((time, offset) => {
      samples.addChunk(time, [{ duration: 1024, bytes: 1, sync: true, compositionOffset: 0 }], { part: 0, offset });
    });
    return samples;
  };

  it('that are as even as their clock allows are even', () => {
    const { durations, from, to } = placePackets(packets([500, 1525, 2547, 3573]));
    expect([...durations]).toEqual([1024, 1024, 1024, 1024]);
    expect([from, to]).toEqual([500, 500 + 4 * 1024]);
  });

  it('between which something is missing stay where they are', () => {
    const samples = packets([500, 1524, 3572]);
    expect(samples.evenTicks).toBeUndefined();
    expect([...placePackets(samples).durations]).toEqual([1024, 2048, 1024]);
  });

  it('whose times go back are no track', () => {
    expect(() => packets([5000, 1000])).toThrow('ticks away');
  });
});
