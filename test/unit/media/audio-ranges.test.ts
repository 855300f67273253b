import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { cutAudioRanges } from '../../../shared/media/cut-audio-ranges.ts';
import type { AudioProbe } from '../../../shared/media/probe.ts';
import { refuseAudioEntry } from '../../../shared/media/refuse-audio-entry.ts';
import { AudioTaskSpec } from '../../../shared/media/task.ts';
import { listCuts } from '../../../shared/packaging/list-cuts.ts';
import { planAudioRange } from '../../../shared/packaging/plan-audio-range.ts';
import { planAudioSegments } from '../../../shared/packaging/plan-audio-segments.ts';

const PRIMING = 1024;

const planOf = (samples: number, sampleRate: number, segmentSeconds: number) =>
  planAudioSegments({
    ...{ presentedSamples: samples, primingSamples: PRIMING, sampleRate },
    cuts: listCuts(samples, segmentSeconds * sampleRate, { num: sampleRate, den: 1 }),
  });

describe('cutting a sound track', () => {
  const lengths = (seconds: number, tracks = 1, segmentSeconds = 6) =>
    cutAudioRanges({ samples: seconds * 48_000, sampleRate: 48_000, segmentSeconds, tracks }).map(
      ({ segments }) => segments,
    );

  it('leaves a short one whole, but for its first segment', () => {
    expect(lengths(11)).toEqual([undefined]);
    expect(lengths(119)).toEqual([1, undefined]);
  });

  it('doubles up to four minutes', () => {
    expect(lengths(1200)).toEqual([1, 5, 10, 20, 40, 40, 40, undefined]);
    expect(lengths(1200, 1, 1)).toEqual([1, 30, 60, 120, 240, 240, 240, undefined]);
    expect(lengths(200, 1, 30)).toEqual([1, 2, undefined]);
  });

  it('has no crumb at the end', () => {
    expect(lengths(36 * 6)).toEqual([1, 5, 10, undefined]);
    expect(lengths(46 * 6)).toEqual([1, 5, 10, undefined]);
    expect(lengths(47 * 6)).toEqual([1, 5, 10, 20, undefined]);
  });

  it('keeps all tracks of twelve hours within what one transaction takes', () => {
    expect(lengths(12 * 3600).length).toBeGreaterThan(180);
    expect(lengths(12 * 3600, 8).length * 8).toBeLessThan(600);
  });

  it('gives every frame of the plan to one range, each with a second before it', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(44_100, 48_000),
        fc.integer({ min: 1, max: 20_000_000 }),
        fc.integer({ min: 1, max: 30 }),
        (sampleRate, samples, segmentSeconds) => {
          const plan = planOf(samples, sampleRate, segmentSeconds);
          let segment = 1;
          for (const range of cutAudioRanges({ samples, sampleRate, segmentSeconds, tracks: 1 })) {
            expect(range.firstSegmentNumber).toBe(segment);
            const own = planAudioRange(plan, { firstSegment: segment, segments: range.segments });
            const first = plan.segments[segment - 1]?.firstFrame ?? Number.NaN;
            expect(own.startSample).toBe(Math.max(0, first - 48) * 1024);
            expect(own.startSample / 1024 + own.skipFrames).toBe(first);
            segment += own.segments;
            const end = plan.segments[segment - 1]?.firstFrame;
            expect(own.endSample).toBe(end === undefined ? samples : Math.min((end + 4) * 1024, samples));
          }
          expect(segment - 1).toBe(plan.segments.length);
        },
      ),
      { numRuns: 300 },
    );
  });
});

describe('whether sound can be entered at a sample', () => {
  const audio: AudioProbe = {
    ...{ streamIndex: 0, codec: 'aac', profile: 'LC', sampleRate: 48_000, channels: 2, isDefault: true },
    ...{ startSeconds: 0, endSeconds: 100, timeBase: { num: 1, den: 48_000 } },
    ...{ packets: 4689, indexedTicks: 4689 * 1024 },
  };
  const refuse = (changes: Partial<AudioProbe>, container = 'mov,mp4,m4a,3gp,3g2,mj2') =>
    refuseAudioEntry({ container }, { ...audio, ...changes });

  it('yes: an index without gaps, also where an edit list hides what encoders add', () => {
    expect(refuse({})).toBeUndefined();
    expect(refuse({ indexedTicks: 4_800_000 })).toBeUndefined();
    expect(refuse({ timeBase: { num: 1, den: 96_000 }, indexedTicks: 2 * 4_800_000 })).toBeUndefined();
    expect(refuse({ codec: 'pcm_s24le', packets: 4_800_000, indexedTicks: 4_800_000 })).toBeUndefined();
    expect(refuse({ codec: 'flac', packets: undefined, indexedTicks: undefined }, 'flac')).toBeUndefined();
    expect(refuse({ isEven: true, timeBase: { num: 1, den: 1000 } }, 'matroska,webm')).toBeUndefined();
  });

  it.each<[string, Partial<AudioProbe>, string | undefined, RegExp]>([
    ['a gap of two packets', { packets: 4687 }, undefined, /gaps/],
    ['packets that overlap', { packets: 4780 }, undefined, /gaps/],
    ['milliseconds', { timeBase: { num: 1, den: 1000 } }, undefined, /clock/],
    ['no index', { packets: undefined }, undefined, /index/],
    ['a probe of a former release', { timeBase: undefined }, undefined, /clock/],
    ['spectral band replication', { profile: 'HE-AAC' }, undefined, /HE-AAC may sound/],
    ['Vorbis', { codec: 'vorbis', profile: undefined }, undefined, /vorbis may sound/],
    ['MPEG-TS', {}, 'mpegts', /mpegts is not entered/],
    ['Matroska whose packets are early and late', { isEven: false }, 'matroska,webm', /even times/],
    ['FLAC in Matroska', { codec: 'flac', isEven: true }, 'matroska,webm', /any length/],
  ])('no: %s', (_, changes, container, reason) => {
    expect(refuse(changes, container)).toMatch(reason);
  });
});

it('a message of a release without ranges means the whole track', () => {
  const spec = {
    ...{ kind: 'audio', source: { bucket: 'b', key: 'k', etag: 'e', bytes: 1 }, streamIndex: 0, zeroSeconds: 0 },
    ...{ sampleRate: 48_000, channels: 2, samples: 4_800_000, segmentSeconds: { num: 6, den: 1 } },
    outputs: [{ name: 'audio-128k', bitrate: 128_000 }],
  };
  const { firstSegmentNumber, segments, entry } = AudioTaskSpec.parse(spec);
  expect({ segments, entry }).toEqual({ segments: undefined, entry: undefined });
  const own = planAudioRange(planOf(4_800_000, 48_000, 6), { firstSegment: firstSegmentNumber, segments });
  expect(own).toMatchObject({ startSample: 0, endSample: 4_800_000, segments: 17, skipFrames: 0 });
});
