import { describe, expect, it } from 'vitest';
import { planMedia } from '../../../shared/media/plan.ts';
import { planTitleWindows, type TitleWindows } from '../../../shared/media/plan-title-windows.ts';
import type { Probe, VideoProbe } from '../../../shared/media/probe.ts';
import { rational } from '../../../shared/media/rational.ts';
import { DEFAULT_CONFIG } from '../../../shared/runtime/config.ts';

const SOURCE = { bucket: 'b', key: 'med_1/original', etag: '"e"', bytes: 1e9 };

const videoProbe = (durationSeconds: number, height: number, fps: number): VideoProbe => {
  const width = Math.round((height * 16) / 9);
  return {
    ...{ streamIndex: 0, codec: 'h264', codedWidth: width, codedHeight: height, width, height, rotation: 0 },
    ...{ sampleAspectRatio: rational(1), pixelFormat: 'yuv420p', bitDepth: 8, frameRate: rational(fps) },
    ...{ isVariableFrameRate: false, isInterlaced: false, dynamicRange: 'sdr', color: {} },
    ...{ timeBase: rational(1, 90_000), startSeconds: 0, endSeconds: durationSeconds },
  };
};

interface Film {
  readonly seconds: number;
  readonly height?: number;
  readonly fps?: number;
  readonly probe?: Partial<Probe>;
}

const windowsOf = (
  { seconds, height = 1080, fps = 30, probe = {} }: Film,
  count?: number,
): TitleWindows | undefined => {
  const all: Probe = {
    ...{ container: 'mov', bytes: SOURCE.bytes, durationSeconds: seconds, startSeconds: 0, isExactlySeekable: true },
    ...{ video: videoProbe(seconds, height, fps), audio: [], warnings: [], ...probe },
  };
  return planTitleWindows(all, planMedia(all, SOURCE, DEFAULT_CONFIG.encoding), count);
};

const startsOf = (windows: TitleWindows | undefined): readonly number[] =>
  windows?.specs.map(({ firstFrame, frameRate }) => (firstFrame * frameRate.den) / frameRate.num) ?? [];

describe('planTitleWindows', () => {
  it('looks at a film where it is spread evenly', () => {
    expect(startsOf(windowsOf({ seconds: 3600 })).map(Math.round)).toEqual([359, 1079, 1799, 2519, 3239]);
  });

  it('is not worth it for what is short, and costs the less of the work the longer the title', () => {
    expect(windowsOf({ seconds: 60 })).toBeUndefined();
    expect(windowsOf({ seconds: 300 })).toBeUndefined();
    for (const seconds of [600, 1200, 7200]) {
      const windows = windowsOf({ seconds });
      const encoding = seconds * 2.4; // seconds of one vCPU, as measured for 1080p30
      expect(windows?.specs.length).toBeGreaterThanOrEqual(3);
      expect((windows?.weight ?? 0) / encoding).toBeLessThan(0.016);
    }
  });

  it.each([
    ['there is no rung to decide about', { seconds: 3600, height: 480 }],
    ['the source cannot be entered', { seconds: 3600, probe: { isExactlySeekable: false } }],
  ])('does not look where %s', (_, film) => {
    expect(windowsOf(film)).toBeUndefined();
  });

  it('does not look where there is no picture', () => {
    expect(windowsOf({ seconds: 3600, probe: { video: undefined, audio: [] } })).toBeUndefined();
  });

  it('judges pictures that every rung has, by one output that is not tried', () => {
    const [spec] = windowsOf({ seconds: 3600, fps: 60 })?.specs ?? [];
    const [reference, ...tried] = spec?.outputs ?? [];
    expect(reference).toMatchObject({ name: 'reference', width: 1920, height: 1080, frameDivisor: 12 });
    expect(tried.map(({ name, frameDivisor }) => `${name}/${frameDivisor}`)).toEqual([
      ...['1080p-23/1', '720p-23/1', '720p-29/1', '540p-23/1', '540p-29/1', '360p-23/2', '234p-23/2'],
    ]);
    expect(spec).toMatchObject({ frames: 60, halfFullBuffer: true });
    expect((spec?.firstFrame ?? 1) % 2).toBe(0);
  });

  it('looks as often as it is told to, if there is as much', () => {
    expect(startsOf(windowsOf({ seconds: 6 }, 3))).toEqual([0.4, 2.4, 4.4]);
    expect(windowsOf({ seconds: 2 }, 3)).toBeUndefined();
  });
});
