import { describe, expect, it } from 'vitest';
import { amendProbe } from '../../../shared/media/amend-probe.ts';
import { mediaIdOfOriginal, originalKey, originalPrefix, remuxKey } from '../../../shared/media/keys.ts';
import { planMedia } from '../../../shared/media/plan.ts';
import { planRemux } from '../../../shared/media/plan-remux.ts';
import type { AudioProbe, Probe } from '../../../shared/media/probe.ts';
import { refuseAudioEntry } from '../../../shared/media/refuse-audio-entry.ts';
import { DEFAULT_CONFIG } from '../../../shared/runtime/config.ts';

const SOUND: AudioProbe = {
  ...{ streamIndex: 1, codec: 'aac', profile: 'LC', sampleRate: 48_000, channels: 2, isDefault: false },
  ...{ startSeconds: 90_001.378667, endSeconds: 90_061.4, timeBase: { num: 1, den: 90_000 } },
};
const PROBE = {
  ...{ container: 'mpegts', bytes: 1e8, durationSeconds: 60.02, startSeconds: 90_001.378667 },
  isExactlySeekable: false,
  video: {
    ...{ streamIndex: 2, codec: 'h264', codedWidth: 1280, codedHeight: 720, width: 1280, height: 720, rotation: 0 },
    ...{ sampleAspectRatio: { num: 1, den: 1 }, pixelFormat: 'yuv420p', bitDepth: 8 },
    ...{ frameRate: { num: 30_000, den: 1001 }, isVariableFrameRate: false, isInterlaced: false, dynamicRange: 'sdr' },
    ...{ color: {}, timeBase: { num: 1, den: 90_000 }, startSeconds: 90_001.4, endSeconds: 90_061.398667 },
  },
  audio: [SOUND],
  warnings: [],
} satisfies Probe;

const FACTS = { bytes: 9e7, shiftSeconds: -90_001, timescale: 90_000 };
const EVEN = { timescale: 48_000, count: 2814, evenTicks: 1024 };
const source = (key: string, bytes: number) => ({ bucket: 'originals', key, etag: 'etag', bytes });

describe('what is copied', () => {
  it('pictures and sound', () => {
    expect(planRemux(PROBE)).toEqual({ ok: true, video: PROBE.video, audio: [SOUND] });
  });

  it('pictures alone, if one of the sounds has no place in MP4', () => {
    const probe = { ...PROBE, audio: [SOUND, { ...SOUND, codec: 'pcm_bluray' }] };
    expect(planRemux(probe)).toEqual({ ok: true, video: PROBE.video, audio: [] });
  });

  it.each<[string, Partial<Probe>]>([
    ['can be entered', { isExactlySeekable: true }],
    ['Sound alone', { video: undefined }],
    ['no place for vc1', { video: { ...PROBE.video, codec: 'vc1' } }],
  ])('nothing: %s', (reason, part) => {
    expect(planRemux({ ...PROBE, ...part })).toEqual({ ok: false, reason: expect.stringContaining(reason) });
  });
});

describe('what a probe of the copy says', () => {
  const amended = amendProbe(PROBE, { ...FACTS, audio: [EVEN] });

  it('has another clock, and streams in the order in which they were copied', () => {
    expect(amended).toMatchObject({
      isExactlySeekable: true,
      bytes: 9e7,
      startSeconds: 0.378667,
      durationSeconds: 60.02,
    });
    expect(amended.video).toMatchObject({ streamIndex: 0, startSeconds: 0.4, endSeconds: 60.398667 });
    expect(amended.audio[0]).toMatchObject({
      streamIndex: 1,
      startSeconds: 0.378667,
      timeBase: { num: 1, den: 48_000 },
    });
  });

  it('gives the segments of the original, in ranges, with the first one as it was', () => {
    const [before, after] = [
      planMedia(PROBE, source('med/original', PROBE.bytes), DEFAULT_CONFIG.encoding),
      planMedia(amended, source('med/remux.mp4', amended.bytes), DEFAULT_CONFIG.encoding),
    ];
    expect(after.outline).toEqual(before.outline);
    expect(after.renditions).toEqual(before.renditions);
    const specsOf = ({ tasks }: typeof before) => tasks.flatMap(({ spec }) => (spec.kind === 'video' ? [spec] : []));
    const beginnings = (plan: typeof before) => new Set(specsOf(plan).map((spec) => spec.firstSegmentNumber));
    expect(beginnings(before)).toEqual(new Set([1, 2]));
    expect(beginnings(after)).toEqual(new Set([1, 2, 4, 6, 8, 10]));
    const {
      source: _,
      streamIndex,
      zeroSeconds,
      zeroTicks,
      endSeconds,
      seek,
      threads,
      ...same
    } = specsOf(before)[0] ?? {};
    expect(specsOf(after)[0]).toMatchObject(same);
    expect(specsOf(after)[0]).toMatchObject({ streamIndex: 0, zeroSeconds: 0.378667, zeroTicks: 34_080, seek: true });
  });

  it('lets sound be entered that is even, and no other', () => {
    const entryOf = (evenTicks: number | undefined): string | undefined => {
      const { audio, ...probe } = amendProbe(PROBE, { ...FACTS, audio: [{ ...EVEN, evenTicks }] });
      return audio[0] && refuseAudioEntry(probe, audio[0]);
    };
    expect(entryOf(1024)).toBeUndefined();
    expect(entryOf(undefined)).toMatch(/no index that is whole/);
  });

  it('has no sound where none was copied', () => {
    expect(amendProbe(PROBE, { ...FACTS, audio: [] }).audio).toEqual([]);
  });
});

it('the copy lies beside the original, goes with it, and is none', () => {
  const id = `med_${'0'.repeat(25)}`;
  expect(remuxKey(id).startsWith(originalPrefix(id))).toBe(true);
  expect(mediaIdOfOriginal(originalKey(id))).toBe(id);
  expect(mediaIdOfOriginal(remuxKey(id))).toBeUndefined();
});
