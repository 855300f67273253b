import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { settingsOnAws } from '../../../infra/aws/bundle/settings-on-aws.ts';
import { planMedia } from '../../../shared/media/plan.ts';
import { Config } from '../../../shared/runtime/config.ts';
import { costPerMinute } from '../../bench/aws/cost-per-minute.ts';
import { describePrices } from '../../bench/aws/describe-prices.ts';
import {
  ADVISED,
  ADVISED_SETTINGS,
  BY_DEFAULT,
  CLIP,
  HOUR_OF,
  runAlone,
  summarize,
  TARGETS,
  withConcurrency,
} from '../../bench/aws/scenarios.ts';
import { simulatePipeline } from '../../bench/aws/simulate-pipeline.ts';

const SEEDS = 20;
const read = (file: string): string => readFileSync(new URL(`../../../docs/${file}`, import.meta.url), 'utf8');
const endingsOf = (runs: ReturnType<typeof runAlone>) => runs.flatMap(({ endings }) => endings);

describe('60 minutes of 1080p on simulated AWS', () => {
  it('can be played within 5 s and is Ready within 60, with the settings that are advised', () => {
    const played = endingsOf(runAlone(ADVISED, HOUR_OF.h264, 10 * SEEDS, 'firstPlay'));
    expect(summarize(played, 'firstPlay').p95).toBeLessThan(TARGETS.firstPlay);
    const ready = endingsOf(runAlone(ADVISED, HOUR_OF.h264, SEEDS));
    expect(summarize(ready, 'ready').p95).toBeLessThan(TARGETS.ready);
  });

  it('comes no sooner than its slowest task could', () => {
    const { probe, judgement } = HOUR_OF.h264;
    const source = { bucket: 'b', key: 'k', etag: 'e', bytes: probe.bytes };
    const { tasks } = planMedia(probe, source, settingsOnAws(ADVISED.config).encoding, { judgement });
    // Four vCPUs of a Lambda, of which the encoders use less.
    const longest = Math.max(...tasks.map(({ weight }) => weight)) / 4;
    for (const { ready, firstPlay } of endingsOf(runAlone(ADVISED, HOUR_OF.h264, 5))) {
      expect(ready).toBeGreaterThan(longest);
      expect(firstPlay).toBeLessThan(ready ?? 0);
    }
  });

  it('is the same for the same seed, and another for another', () => {
    const run = (seed: number) => simulatePipeline({ ...ADVISED, seed }, [{ at: 0, source: HOUR_OF.hevc }]);
    expect(run(1)).toEqual(run(1));
    expect(run(1)).not.toEqual(run(2));
  });

  it('takes longer where fewer Lambdas may run, and never has more of them', () => {
    const few = runAlone(withConcurrency(ADVISED, 40), HOUR_OF.h264, 3);
    for (const { peak } of few) expect(peak).toBeLessThanOrEqual(40);
    const most = summarize(endingsOf(runAlone(ADVISED, HOUR_OF.h264, 3)), 'ready').p50;
    expect(summarize(endingsOf(few), 'ready').p50).toBeGreaterThan(1.5 * most);
  });

  it('waits for cold starts unless functions are kept warm', () => {
    const { warm, ...cold } = BY_DEFAULT;
    const firstPlay = (settings: typeof cold) => summarize(endingsOf(runAlone(settings, CLIP, SEEDS)), 'firstPlay').p50;
    expect(warm).toBe(1);
    expect(firstPlay(cold)).toBeGreaterThan(firstPlay(BY_DEFAULT) + 0.5);
  });
});

it('short medias do not wait for long ones that came before', () => {
  const late = Array.from({ length: 5 }, (_, i) => ({ at: 120 + i, source: CLIP }));
  const longs = Array.from({ length: 10 }, () => ({ at: 0, source: HOUR_OF.h264 }));
  const settings = withConcurrency(BY_DEFAULT, 100);
  const { endings } = simulatePipeline({ ...settings, seed: 1 }, [...longs, ...late]);
  const alone = summarize(endingsOf(runAlone(settings, CLIP, SEEDS)), 'ready').max;
  expect(summarize(endings.slice(10), 'ready').max).toBeLessThan(2 * alone);
  expect(endings.every(({ ready }) => ready !== undefined)).toBe(true);
});

describe('costs', () => {
  const page = read('costs.md');
  const minute = costPerMinute(BY_DEFAULT.config, HOUR_OF.hevc);

  it('of a minute of 1080p30 are below what issue 5 allows', () => {
    expect(minute.lambda).toBeLessThan(0.005);
    expect(minute.fargateSpot).toBeLessThan(0.001);
    expect(minute.mediaConvert).toBeGreaterThan(10 * minute.lambda);
  });

  it('grow with idle processors: one thread pays for the vCPUs that it does not use', () => {
    const encoder = { threads: 1, memoryMegabytes: 3538 };
    const idle = costPerMinute(Config.parse({ aws: { encoder } }), HOUR_OF.hevc).lambda;
    const used = costPerMinute(Config.parse({ aws: { encoder: { ...encoder, memoryMegabytes: 1769 } } }), HOUR_OF.hevc);
    expect(idle / used.lambda).toBeCloseTo(2, 1);
  });

  it.each(describePrices())('%s: docs/costs.md has the price that figures are made from', (name, price) => {
    expect(page).toContain(`| ${name} | ${price} |`);
  });

  it('of an hour are in docs/costs.md what they come to, to a fifth', () => {
    const written = (name: string): number => Number(new RegExp(`^\\| ${name} \\| ([\\d.]+)`, 'm').exec(page)?.[1]);
    for (const [name, dollars] of [
      ['encoding by Lambda', minute.lambda],
      ['encoding on Fargate Spot', minute.fargateSpot],
      ['segments put, messages', minute.requests],
      ['MediaConvert for the same renditions', minute.mediaConvert],
    ] as const) {
      expect(written(name) / (60 * dollars), name).toBeGreaterThan(0.8);
      expect(written(name) / (60 * dollars), name).toBeLessThan(1.2);
    }
  });
});

it('docs/operations.md advises the settings that are simulated', () => {
  const yaml = /```yaml\n(encoding:\n[^`]+)```/.exec(read('operations.md'))?.[1] ?? '';
  expect(parse(yaml)).toEqual(ADVISED_SETTINGS);
});
