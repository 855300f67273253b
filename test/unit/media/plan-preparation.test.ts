import { expect, it } from 'vitest';
import { planMedia } from '../../../shared/media/plan.ts';
import { planPreparation } from '../../../shared/media/plan-preparation.ts';
import { PlanSettings } from '../../../shared/media/plan-settings.ts';
import { DEFAULT_CONFIG } from '../../../shared/runtime/config.ts';
import { describeSource } from '../../bench/aws/sources.ts';

const settings = PlanSettings.parse(DEFAULT_CONFIG.encoding);

const prepare = (seconds: number, change: { side?: number; container?: boolean; perTitle?: 'auto' | 'off' } = {}) => {
  const { probe } = describeSource('hevc', seconds);
  const { side = 1, container = true, perTitle = 'auto' } = change;
  const { video } = probe;
  if (!video) throw new Error('a video');
  const [width, height] = [video.width * side, video.height * side];
  const found = {
    ...{ ...probe, isExactlySeekable: container },
    video: { ...video, width, height, codedWidth: width, codedHeight: height, dynamicRange: 'pq' as const },
  };
  const source = { bucket: 'originals', key: 'med/original', etag: '"e"', bytes: probe.bytes };
  const plan = planMedia(found, source, settings);
  return planPreparation(found, plan, { source, settings, perTitle })?.spec;
};

it('a title is looked at if that takes little of what it takes', () => {
  expect(prepare(3600)).toMatchObject({ analyse: true, remux: false });
  expect(prepare(60)).toBeUndefined();
  expect(prepare(3600, { perTitle: 'off' })).toBeUndefined();
});

it('a title is not looked at where that takes more memory than a worker has', () => {
  expect(prepare(3600, { side: 4 })).toBeUndefined();
  expect(prepare(3600, { side: 4, container: false })).toMatchObject({ analyse: false, remux: true });
});

it('a source that cannot be entered is copied if it is more than a task', () => {
  expect(prepare(60, { container: false })).toMatchObject({ analyse: false, remux: true });
  expect(prepare(5, { container: false })).toBeUndefined();
});
