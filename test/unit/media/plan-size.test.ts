import { expect, it } from 'vitest';
import { planMedia } from '../../../shared/media/plan.ts';
import type { Probe } from '../../../shared/media/probe.ts';
import { Config } from '../../../shared/runtime/config.ts';

/** What Aurora DSQL writes in one transaction. */
const MAX_ROWS = 3000;
const MAX_BYTES = 10 * 1024 * 1024;

/** As long, as finely cut, and in as many renditions as the settings allow. */
const EXTREME = Config.parse({
  limits: { maxDurationSeconds: 7 * 86_400, maxAudioTracks: 32 },
  encoding: {
    segmentSeconds: 1,
    gopSeconds: 1,
    taskSegments: 1,
    audio: { bitrates: [64_000] },
    ladder: Array.from({ length: 12 }, (_, i) => ({
      name: `rung-with-quite-a-long-name-0000${i}`.slice(-32),
      height: 100 + i * 16,
      maxBitrate: 200_000_000,
      preset: 'ultrafast',
      profile: 'baseline',
    })),
  },
});

const { maxDurationSeconds, maxAudioTracks } = EXTREME.limits;

const PROBE: Probe = {
  container: 'mov,mp4,m4a,3gp,3g2,mj2',
  bytes: 50e9,
  durationSeconds: maxDurationSeconds,
  startSeconds: 0.123456,
  isExactlySeekable: true,
  video: {
    streamIndex: 0,
    codec: 'h264',
    codedWidth: 640,
    codedHeight: 360,
    width: 640,
    height: 360,
    rotation: 0,
    sampleAspectRatio: { num: 1, den: 1 },
    pixelFormat: 'yuv420p',
    bitDepth: 8,
    frameRate: { num: 30_000, den: 1001 },
    isVariableFrameRate: false,
    isInterlaced: false,
    dynamicRange: 'pq',
    color: { range: 'tv', space: 'bt2020nc', primaries: 'bt2020', transfer: 'smpte2084' },
    timeBase: { num: 1, den: 90_000 },
    startSeconds: 0.123456,
    endSeconds: maxDurationSeconds + 0.123456,
  },
  audio: Array.from({ length: maxAudioTracks }, (_, i) => ({
    streamIndex: i + 1,
    codec: 'aac',
    timeBase: { num: 1, den: 48_000 },
    packets: Math.ceil((maxDurationSeconds * 48_000) / 1024),
    indexedTicks: maxDurationSeconds * 48_000,
    sampleRate: 48_000,
    channels: 2,
    isDefault: i === 0,
    startSeconds: 0,
    endSeconds: maxDurationSeconds,
  })),
  warnings: Array.from({ length: 20 }, (_, i) => `Oddity ${i} of this file was put up with.`),
};

it('a media of any length is scheduled in one transaction of Aurora DSQL', () => {
  const source = { bucket: 'b'.repeat(63), key: `med_${'x'.repeat(26)}/original`, etag: '"x-10000"', bytes: 50e9 };
  const copy = {
    ...{ movie: { offset: 40, bytes: 100_000_000 }, trackId: 1, longestSeconds: 20, peakBitrate: 16_000_000 },
    segmentBytes: Array.from({ length: 100_000 }, () => 5e9),
  };
  const { outline, renditions, tasks } = planMedia(PROBE, source, EXTREME.encoding, {
    judgement: { isStandard: true, copy },
  });
  expect(outline.segments).toBeGreaterThan(600_000);
  expect(renditions.filter(({ kind }) => kind === 'video').length).toBe(13);
  expect(tasks.filter(({ spec }) => spec.kind === 'copy').length).toBeGreaterThan(100);
  expect(tasks.filter(({ spec }) => spec.kind === 'audio').length).toBeGreaterThan(400);
  const rows = 1 + renditions.length + tasks.length + 3 + PROBE.warnings.length;
  expect(rows).toBeLessThan(MAX_ROWS);
  const columns = 300;
  const bytes = tasks.reduce(
    (sum, task) => sum + JSON.stringify(task.spec).length + JSON.stringify(task.renditions).length + columns,
    0,
  );
  expect(bytes).toBeLessThan(MAX_BYTES * 0.9);
});

it('a usual one is cut as if there were no such limit', () => {
  const { encoding } = Config.parse({});
  const source = { bucket: 'originals', key: 'med_x/original', etag: '"x"', bytes: 5e9 };
  const { tasks } = planMedia({ ...PROBE, durationSeconds: 12 * 3600, audio: [] }, source, encoding);
  expect(tasks.length).toBeGreaterThan(1440);
});
