import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fitTitle } from '../../../shared/media/fit-title.ts';
import { fitLadder } from '../../../shared/media/ladder.ts';
import { TitleFindings } from '../../../shared/media/title-findings.ts';
import { listTrials, pointAt } from '../../../shared/media/title-trials.ts';
import { DEFAULT_CONFIG } from '../../../shared/runtime/config.ts';

const RUNGS = fitLadder({ width: 1920, height: 1080 }, DEFAULT_CONFIG.encoding.ladder);

/** kb/s and SSIM of 1080p, 720p, 720p coarser, 540p, 540p coarser, 360p and 234p, as they were measured. */
const findings = (...measured: readonly (readonly [number, number])[]): TitleFindings => ({
  seconds: 3,
  trials: listTrials(RUNGS, 2).map((trial, i) => ({
    ...trial,
    bitrate: 1000 * (measured[i]?.[0] ?? 0),
    ssim: measured[i]?.[1] ?? 0,
  })),
});

const CAMERA = findings(
  ...([
    [1452, 0.99626],
    [843, 0.98779],
    [421, 0.98531],
    [488, 0.9828],
    [265, 0.97959],
  ] as const),
  ...([
    [287, 0.97248],
    [163, 0.95657],
  ] as const),
);
const TALKING_HEAD = findings(
  ...([
    [1101, 0.99609],
    [590, 0.98648],
    [357, 0.98211],
    [427, 0.97957],
    [269, 0.97357],
  ] as const),
  ...([
    [293, 0.96621],
    [191, 0.94168],
  ] as const),
);
const SLIDES = findings(
  ...([
    [154, 0.99989],
    [101, 0.99762],
    [78, 0.99728],
    [81, 0.99519],
    [63, 0.9945],
  ] as const),
  ...([
    [53, 0.99102],
    [39, 0.98357],
  ] as const),
);
const ENLARGED = findings(
  ...([
    [2927, 0.98129],
    [1456, 0.9728],
    [743, 0.95357],
    [1031, 0.96606],
    [525, 0.94079],
  ] as const),
  ...([
    [572, 0.94275],
    [260, 0.89211],
  ] as const),
);
/** The highest rung is at its cap, and shows less than smaller ones. */
const GRAIN = findings(
  ...([
    [5341, 0.67382],
    [2547, 0.68332],
    [790, 0.66603],
    [1273, 0.67697],
    [523, 0.65536],
  ] as const),
  ...([
    [522, 0.65644],
    [234, 0.61356],
  ] as const),
);
const UNCHANGED = { rungs: [], dropped: [] };

describe('fitTitle', () => {
  it('makes rungs coarser that lose more by their size than by their quality', () => {
    expect(fitTitle(RUNGS, CAMERA)).toEqual({
      rungs: [
        { name: '720p', crf: 29 },
        { name: '540p', crf: 29 },
      ],
      dropped: [],
    });
  });

  it('drops a rung whose neighbours do as well', () => {
    expect(fitTitle(RUNGS, TALKING_HEAD)).toEqual({
      rungs: [{ name: '720p', crf: 27 }],
      dropped: [{ name: '540p', reason: 'the renditions next to it do as well for as many bits.' }],
    });
  });

  it('drops what is between, if every viewer can have the highest', () => {
    const reason = '1080p takes so few bits that every viewer can have it.';
    expect(fitTitle(RUNGS, SLIDES)).toEqual({
      rungs: [],
      dropped: [
        { name: '720p', reason },
        { name: '540p', reason },
      ],
    });
  });

  it.each([
    ['an enlarged picture, which takes bits at every size', ENLARGED],
    ['grain, whose best picture is not the highest rung', GRAIN],
  ])('leaves the ladder as it is for %s', (_, found) => {
    expect(fitTitle(RUNGS, found)).toEqual(UNCHANGED);
  });

  it('leaves it where nothing can be decided, or not everything was tried', () => {
    const few = fitLadder({ width: 854, height: 480 }, DEFAULT_CONFIG.encoding.ladder);
    expect(fitTitle(few, CAMERA)).toEqual(UNCHANGED);
    expect(fitTitle(RUNGS, { ...CAMERA, trials: CAMERA.trials.slice(1) })).toEqual(UNCHANGED);
  });

  it('keeps the only rung of a frame rate, which the frame grid follows from', () => {
    const mixed = RUNGS.map((rung) => (rung.name === '540p' ? { ...rung, maxFrameRate: 50 } : rung));
    expect(fitTitle(mixed, SLIDES).dropped.map(({ name }) => name)).toEqual(['720p']);
    expect(fitTitle(mixed, TALKING_HEAD).dropped).toEqual([]);
  });

  it('keeps one of several rungs that alone have a frame rate', () => {
    const slow = RUNGS.map((rung, i) => ({ ...rung, maxFrameRate: i === 1 || i === 2 ? 20 : 60 }));
    expect(fitTitle(slow, SLIDES).dropped.map(({ name }) => name)).toEqual(['720p']);
  });

  it('says the same after the findings were written and read', () => {
    const read = TitleFindings.parse(JSON.parse(JSON.stringify(TALKING_HEAD)));
    expect(fitTitle(RUNGS, read)).toEqual(fitTitle(RUNGS, TALKING_HEAD));
  });

  it('touches neither the highest nor the lowest two, and is never finer or much coarser, whatever was measured', () => {
    const measured = fc.tuple(fc.integer({ min: 1, max: 9000 }), fc.double({ min: 0, max: 1, noNaN: true }));
    fc.assert(
      fc.property(fc.array(measured, { minLength: 7, maxLength: 7 }), (values) => {
        const { rungs, dropped } = fitTitle(RUNGS, findings(...values));
        const touched = [...rungs, ...dropped].map(({ name }) => name);
        expect(touched.every((name) => name === '720p' || name === '540p')).toBe(true);
        expect(new Set(touched).size).toBe(touched.length);
        expect(rungs.every(({ crf }) => crf > 23 && crf <= 29)).toBe(true);
      }),
    );
  });
});

describe('trials', () => {
  it('are two of each rung between the highest and the lowest two', () => {
    expect(listTrials(RUNGS, 2).map(({ name, crf }) => `${name} ${crf}`)).toEqual([
      ...['1080p 23', '720p 23', '720p 29', '540p 23', '540p 29', '360p 23', '234p 23'],
    ]);
  });

  it('are one where no coarser one is possible', () => {
    const coarse = RUNGS.map((rung) => ({ ...rung, crf: 51 }));
    expect(listTrials(coarse, 2).map(({ name }) => name)).toEqual(['1080p', '720p', '540p', '360p', '234p']);
    expect(
      listTrials(
        RUNGS.map((rung) => ({ ...rung, crf: 49 })),
        2,
      ).map(({ crf }) => crf),
    ).toContain(51);
  });

  it('tell of qualities between them', () => {
    expect(pointAt(CAMERA, '720p', 23)).toMatchObject({ bitrate: 843_000, ssim: 0.98779 });
    const between = pointAt(CAMERA, '720p', 26);
    expect(between?.bitrate).toBeCloseTo(Math.sqrt(843_000 * 421_000), 0);
    expect(between?.ssim).toBeGreaterThan(0.98531);
    expect(between?.ssim).toBeLessThan(0.98779);
    expect(pointAt(CAMERA, '1080p', 25)).toBeUndefined();
    expect(pointAt(CAMERA, '4320p', 23)).toBeUndefined();
  });
});
