import { describe, expect, it } from 'vitest';
import { FUNCTIONS } from '../../../infra/topology.ts';
import { chooseQueue, HEAVY_WEIGHT, LAMBDA_SECONDS } from '../../../shared/media/choose-queue.ts';
import { planMedia } from '../../../shared/media/plan.ts';
import type { AudioProbe, Probe, VideoProbe } from '../../../shared/media/probe.ts';
import type { PlannedTask } from '../../../shared/media/rendition.ts';
import { DEFAULT_CONFIG } from '../../../shared/runtime/config.ts';

const HOUR = 3600;
const GB = 1e9;
const { encoding } = DEFAULT_CONFIG;

const video = (width: number, height: number, fps: number): VideoProbe => ({
  streamIndex: 0,
  codec: 'h264',
  codedWidth: width,
  codedHeight: height,
  width,
  height,
  rotation: 0,
  sampleAspectRatio: { num: 1, den: 1 },
  pixelFormat: 'yuv420p',
  bitDepth: 8,
  frameRate: { num: fps, den: 1 },
  isVariableFrameRate: false,
  isInterlaced: false,
  dynamicRange: 'sdr',
  color: {},
  timeBase: { num: 1, den: 90_000 },
  startSeconds: 0,
  endSeconds: 12 * HOUR,
});

const sound: AudioProbe = {
  streamIndex: 1,
  codec: 'aac',
  timeBase: { num: 1, den: 48_000 },
  sampleRate: 48_000,
  channels: 2,
  isDefault: true,
  startSeconds: 0,
  endSeconds: 12 * HOUR,
};

interface Source {
  readonly seconds: number;
  readonly bytes: number;
  readonly video?: VideoProbe;
  readonly isStream?: true;
  /** Of a rung of the source's own size on top of the usual ladder. */
  readonly preset?: (typeof encoding.ladder)[number]['preset'];
}

const plan = ({ seconds, bytes, video, isStream, preset }: Source): readonly PlannedTask[] => {
  const probe: Probe = {
    container: isStream ? 'mpegts' : 'mov,mp4,m4a,3gp,3g2,mj2',
    bytes,
    durationSeconds: seconds,
    startSeconds: 0,
    isExactlySeekable: isStream === undefined,
    ...(video ? { video } : {}),
    audio: [
      {
        ...sound,
        ...(isStream ? {} : { packets: Math.ceil((seconds * 48_000) / 1024), indexedTicks: seconds * 48_000 }),
      },
    ],
    warnings: [],
  };
  const [highest, ...rest] = encoding.ladder;
  if (!highest) throw new Error('no ladder');
  const own = preset && video ? [{ ...highest, name: 'own', height: video.height, preset }] : [];
  const settings = { ...encoding, ladder: [...own, highest, ...rest] };
  return planMedia(probe, { bucket: 'originals', key: 'key', etag: '"etag"', bytes }, settings).tasks;
};

/** Of all but the first segment, if that is a task of its own. */
const queuesOf = (tasks: readonly PlannedTask[], kind: PlannedTask['spec']['kind']): readonly string[] => {
  const own = tasks.filter(({ spec }) => spec.kind === kind);
  const later = own.filter(({ spec }) => 'firstSegmentNumber' in spec && spec.firstSegmentNumber > 1);
  return [...new Set((later.length > 0 ? later : own).map(chooseQueue))];
};

const HD = video(1920, 1080, 30);
const UHD = video(3840, 2160, 60);
const UHD_8K = video(7680, 4320, 60);

describe('the queue of', () => {
  it.each<[string, Source, string | undefined, string]>([
    ['a film', { seconds: 2 * HOUR, bytes: 4 * GB, video: HD }, 'transcode', 'transcode'],
    ['a clip in 4K60', { seconds: 30, bytes: GB / 5, video: UHD }, 'transcode', 'transcode'],
    [
      '4K60 with a rung of its own',
      { seconds: 900, bytes: 6 * GB, video: UHD, preset: 'veryfast' },
      'transcode',
      'transcode',
    ],
    ['8K60', { seconds: 900, bytes: 9 * GB, video: UHD_8K }, 'transcode', 'transcode'],
    [
      '8K60 with a slow rung of its own',
      { seconds: 900, bytes: 9 * GB, video: UHD_8K, preset: 'slow' },
      'heavy',
      'transcode',
    ],
    ['a master of 40 GB', { seconds: HOUR, bytes: 40 * GB, video: HD }, 'transcode', 'transcode'],
    ['two minutes of MPEG-TS', { seconds: 120, bytes: GB / 20, video: HD, isStream: true }, 'transcode', 'transcode'],
    ['ten minutes of MPEG-TS', { seconds: 600, bytes: GB / 4, video: HD, isStream: true }, 'heavy', 'transcode'],
    ['twelve hours of MPEG-TS', { seconds: 12 * HOUR, bytes: 27 * GB, video: HD, isStream: true }, 'heavy', 'heavy'],
    ['a song', { seconds: 200, bytes: GB / 200 }, undefined, 'transcode'],
    ['a book that is read aloud', { seconds: 10 * HOUR, bytes: GB / 2 }, undefined, 'transcode'],
    ['the same as MPEG-TS', { seconds: 10 * HOUR, bytes: GB / 2, isStream: true }, undefined, 'heavy'],
  ])('%s', (_, source, pictures, sounds) => {
    const tasks = plan(source);
    expect(queuesOf(tasks, 'video')).toEqual(pictures ? [pictures] : []);
    expect(queuesOf(tasks, 'audio')).toEqual([sounds]);
    expect(queuesOf(tasks, 'poster')).toEqual(pictures ? ['transcode'] : []);
  });
});

describe('the weight', () => {
  const weights = (source: Source): readonly number[] =>
    plan(source).flatMap(({ spec, weight }) => (spec.kind === 'video' ? [weight] : []));

  it('is what was measured for five rungs of 1080p30', () => {
    const total = weights({ seconds: 600, bytes: GB, video: HD }).reduce((sum, weight) => sum + weight);
    expect(Math.abs(total / 600 / 2.43 - 1)).toBeLessThan(0.05);
  });

  it('of ranges is kept under the limit by making them shorter', () => {
    const source: Source = { seconds: 900, bytes: 6 * GB, video: UHD, preset: 'veryfast' };
    const heaviest = Math.max(...weights(source));
    expect(heaviest).toBeLessThanOrEqual(HEAVY_WEIGHT);
    expect(heaviest).toBeGreaterThan(HEAVY_WEIGHT * 0.75);
    expect(weights({ ...source, preset: 'medium' }).length).toBeGreaterThan(1.5 * weights(source).length);
  });

  it('rises with every preset', () => {
    const costs = (
      ['ultrafast', 'superfast', 'veryfast', 'faster', 'fast', 'medium', 'slow', 'slower', 'veryslow'] as const
    ).map((preset) => weights({ seconds: 6, bytes: 1, video: UHD, preset })[0] ?? 0);
    expect(new Set(costs).size).toBe(9);
    expect(costs.toSorted((a, b) => a - b)).toEqual(costs);
  });

  it('is more for HDR, which is brought into SDR', () => {
    const [sdr = 0] = weights({ seconds: 6, bytes: 1, video: UHD });
    const [hdr = 0] = weights({ seconds: 6, bytes: 1, video: { ...UHD, dynamicRange: 'pq' } });
    expect(hdr / sdr).toBeGreaterThan(1.5);
  });

  it('of decoding is of all frames of the source, also those that are not shown', () => {
    const [slow = 0] = weights({ seconds: 6, bytes: 1, video: video(1920, 1080, 60) });
    const [fast = 0] = weights({ seconds: 6, bytes: 1, video: video(1920, 1080, 240) });
    expect(fast - slow).toBeCloseTo(6 * 6 * 0.33, 3);
  });
});

it('the limit is that of the Lambda', () => {
  expect(LAMBDA_SECONDS).toBe(FUNCTIONS.transcode.timeoutSeconds);
});
