import { describe, expect, it } from 'vitest';
import { FUNCTIONS } from '../../../infra/topology.ts';
import {
  chooseQueues,
  HEAVY_WEIGHT,
  LAMBDA_MEGABYTES,
  LAMBDA_SECONDS,
  queueOf,
  SHORT_WEIGHT,
} from '../../../shared/media/choose-queue.ts';
import { estimateFrame } from '../../../shared/media/estimate-work.ts';
import { planMedia } from '../../../shared/media/plan.ts';
import type { AudioProbe, Probe, VideoProbe } from '../../../shared/media/probe.ts';
import type { Plan, PlannedTask } from '../../../shared/media/rendition.ts';
import { AwsConfig } from '../../../shared/runtime/aws-config.ts';
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

const plan = ({ seconds, bytes, video, isStream, preset }: Source): Plan => {
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
  return planMedia(probe, { bucket: 'originals', key: 'key', etag: '"etag"', bytes }, settings);
};

/** In the plan's order, each once. */
const queuesOf = (plan: Plan, kind: PlannedTask['spec']['kind']): string =>
  [...new Set(chooseQueues(plan).filter((_, i) => plan.tasks[i]?.spec.kind === kind))].join(', ');

const HD = video(1920, 1080, 30);
const UHD = video(3840, 2160, 60);
const UHD_8K = video(7680, 4320, 60);

describe('the queue of', () => {
  it.each<[string, Source, { video?: string; audio: string; poster?: string }]>([
    [
      'a film',
      { seconds: 2 * HOUR, bytes: 4 * GB, video: HD },
      { video: 'first, soon, transcode', audio: 'first, transcode' },
    ],
    [
      'half a minute',
      { seconds: 30, bytes: GB / 50, video: HD },
      { video: 'first, soon', audio: 'first, soon', poster: 'soon' },
    ],
    [
      'half a minute of 4K60',
      { seconds: 30, bytes: GB / 5, video: UHD },
      { video: 'first, soon', audio: 'first, soon', poster: 'soon' },
    ],
    [
      '4K60 with a rung of its own',
      { seconds: 900, bytes: 6 * GB, video: UHD, preset: 'veryfast' },
      { video: 'first, soon, transcode', audio: 'first, transcode' },
    ],
    [
      '8K60',
      { seconds: 900, bytes: 9 * GB, video: UHD_8K },
      { video: 'first, soon, transcode', audio: 'first, transcode' },
    ],
    [
      '8K60 with a slow rung of its own',
      { seconds: 900, bytes: 9 * GB, video: UHD_8K, preset: 'slow' },
      { video: 'first, soon, heavy, transcode', audio: 'first, transcode' },
    ],
    [
      'a master of 40 GB',
      { seconds: HOUR, bytes: 40 * GB, video: HD },
      { video: 'first, soon, transcode', audio: 'first, transcode' },
    ],
    [
      'two minutes of MPEG-TS',
      { seconds: 120, bytes: GB / 20, video: HD, isStream: true },
      { video: 'first, soon, transcode', audio: 'first, transcode' },
    ],
    [
      'ten minutes of MPEG-TS',
      { seconds: 600, bytes: GB / 4, video: HD, isStream: true },
      { video: 'first, soon, heavy', audio: 'first, transcode' },
    ],
    [
      'twelve hours of MPEG-TS',
      { seconds: 12 * HOUR, bytes: 27 * GB, video: HD, isStream: true },
      { video: 'first, soon, heavy', audio: 'first, heavy' },
    ],
    ['a song', { seconds: 200, bytes: GB / 200 }, { audio: 'first, soon' }],
    ['a book that is read aloud', { seconds: 10 * HOUR, bytes: GB / 2 }, { audio: 'first, transcode' }],
    ['the same as MPEG-TS', { seconds: 10 * HOUR, bytes: GB / 2, isStream: true }, { audio: 'first, heavy' }],
  ])('%s', (_, source, { video = '', audio, poster = source.video ? 'transcode' : '' }) => {
    const planned = plan(source);
    const found = {
      video: queuesOf(planned, 'video'),
      audio: queuesOf(planned, 'audio'),
      poster: queuesOf(planned, 'poster'),
    };
    expect(found).toEqual({ video, audio, poster });
  });

  it('a film has as many first tasks as are waited for, and none of them is long', () => {
    const film = plan({ seconds: 2 * HOUR, bytes: 4 * GB, video: HD });
    const firsts = film.tasks.filter((_, i) => chooseQueues(film)[i] === 'first');
    // Pictures at the two lowest rungs, and sound.
    expect(firsts.map(({ spec }) => spec.kind)).toEqual(['video', 'audio']);
    expect(Math.max(...firsts.map(({ weight }) => weight))).toBeLessThanOrEqual(SHORT_WEIGHT);
  });

  it('a task that was planned before queues were kept follows from its weight', () => {
    expect(queueOf({ weight: 1 })).toBe('transcode');
    expect(queueOf({ weight: HEAVY_WEIGHT + 1 })).toBe('heavy');
    expect(queueOf({ weight: HEAVY_WEIGHT + 1, queue: 'first' })).toBe('first');
  });
});

describe('the weight', () => {
  const weights = (source: Source): readonly number[] =>
    plan(source).tasks.flatMap(({ spec, weight }) => (spec.kind === 'video' ? [weight] : []));
  const sum = (source: Source): number => weights(source).reduce((total, weight) => total + weight);

  it('is near what five rungs of 1080p30 took when they were encoded from camera pictures', () => {
    // 28 Mb/s: 2.43 s for a second.
    const perSecond = sum({ seconds: 600, bytes: 600 * 3.5e6, video: HD }) / 600;
    expect(perSecond / 2.43).toBeGreaterThan(0.6);
    expect(perSecond / 2.43).toBeLessThan(1.4);
  });

  it('of ranges is kept low by making them shorter', () => {
    const source: Source = { seconds: 900, bytes: 6 * GB, video: UHD, preset: 'veryfast' };
    expect(Math.max(...weights(source))).toBeLessThanOrEqual(90);
    const hour: Source = { seconds: 3600, bytes: GB, video: HD };
    const slow: Source = { ...hour, video: { ...HD, frameRate: { num: 60, den: 1 } } };
    expect(weights(slow).length).toBeGreaterThan(1.5 * weights(hour).length);
  });

  it('rises with every preset', () => {
    const costs = (
      ['ultrafast', 'superfast', 'veryfast', 'faster', 'fast', 'medium', 'slow', 'slower', 'veryslow'] as const
    ).map((preset) => sum({ seconds: 6, bytes: 1, video: UHD, preset }));
    expect(new Set(costs).size).toBe(9);
    expect(costs.toSorted((a, b) => a - b)).toEqual(costs);
  });

  it('is more for HDR, which is brought into SDR', () => {
    const hdr = sum({ seconds: 6, bytes: 1, video: { ...UHD, dynamicRange: 'pq' } });
    expect(hdr / sum({ seconds: 6, bytes: 1, video: UHD })).toBeGreaterThan(1.5);
  });

  it('is more for a codec that is slow, and for one that nobody measured', () => {
    const of = (codec: string, bitDepth = 8): number =>
      sum({ seconds: 6, bytes: 1, video: { ...UHD, codec, bitDepth } });
    expect(of('mpeg2video')).toBeLessThan(of('h264'));
    expect(of('h264')).toBeLessThan(of('hevc', 10));
    expect(of('a-codec-of-tomorrow')).toBeGreaterThanOrEqual(of('hevc'));
    expect(of('a-codec-of-tomorrow')).toBeLessThan(of('jpeg2000'));
  });

  it('of decoding is of all frames of the source, also those that are not shown', () => {
    const decode = { source: video(1920, 1080, 180), frameRate: { num: 60, den: 1 }, outputs: [] };
    const more =
      sum({ seconds: 6, bytes: 1, video: video(1920, 1080, 240) }) -
      sum({ seconds: 6, bytes: 1, video: video(1920, 1080, 60) });
    expect(more).toBeCloseTo(360 * estimateFrame(decode), 1);
  });
});

it('the limit is that of the Lambdas', () => {
  expect(LAMBDA_SECONDS).toBe(FUNCTIONS.transcode.timeoutSeconds);
  expect(LAMBDA_SECONDS).toBe(FUNCTIONS.first.timeoutSeconds);
  expect(LAMBDA_MEGABYTES).toBe(FUNCTIONS.transcode.memoryMegabytes);
  expect(LAMBDA_MEGABYTES).toBe(AwsConfig.parse({}).encoder.memoryMegabytes);
});
