import { chmod, open, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { type AnalyzeOptions, analyzeTitle } from '../../shared/encoding/analyze-title.ts';
import { serveSource } from '../../shared/encoding/serve-source.ts';
import { fitTitle } from '../../shared/media/fit-title.ts';
import { fitLadder } from '../../shared/media/ladder.ts';
import { planMedia } from '../../shared/media/plan.ts';
import type { LadderRung } from '../../shared/media/plan-settings.ts';
import { planTitleWindows } from '../../shared/media/plan-title-windows.ts';
import type { TitleFit } from '../../shared/media/prepared.ts';
import type { TitleAnalysis } from '../../shared/media/title-findings.ts';
import { DEFAULT_CONFIG } from '../../shared/runtime/config.ts';
import { pictures, QUICK_H264 } from '../support/make-source.ts';
import { PROGRAMS, probe, storeOriginal } from '../support/process-file.ts';
import { usePipeline } from '../support/use-pipeline.ts';

const pipeline = usePipeline();
const { limits } = DEFAULT_CONFIG;

/** As the usual ladder, a third as large. */
const LADDER = [
  { name: '360p', height: 360, maxBitrate: 900_000, maxFrameRate: 60 },
  { name: '240p', height: 240, maxBitrate: 500_000, maxFrameRate: 60 },
  { name: '180p', height: 180, maxBitrate: 350_000, maxFrameRate: 60 },
  { name: '120p', height: 120, maxBitrate: 150_000, maxFrameRate: 30 },
  { name: '78p', height: 78, maxBitrate: 60_000, maxFrameRate: 30 },
].map((rung): LadderRung => ({ ...rung, crf: 23, preset: 'veryfast', profile: 'high' }));

interface Look {
  readonly analysis: TitleAnalysis;
  readonly fit: TitleFit | undefined;
}

const look = async (file: string, options: Partial<AnalyzeOptions> = {}): Promise<Look> => {
  const source = await storeOriginal(pipeline.store, file);
  const outcome = await probe(pipeline.store, source);
  if (!outcome.ok || !outcome.probe.video) throw new Error('this is to be a video');
  const plan = planMedia(outcome.probe, source, { ...DEFAULT_CONFIG.encoding, ladder: LADDER });
  const windows = planTitleWindows(outcome.probe, plan, 3);
  if (!windows) throw new Error('there is nothing to decide');
  const served = await serveSource(pipeline.store.s3, source);
  try {
    const usual = { ...PROGRAMS, url: served.url, limits, seconds: 60, signal: AbortSignal.timeout(60_000) };
    const analysis = await analyzeTitle(windows, { ...usual, ...options });
    const rungs = fitLadder(outcome.probe.video, LADDER);
    return { analysis, fit: analysis.ok ? fitTitle(rungs, analysis.findings) : undefined };
  } finally {
    await served.close();
  }
};

const FINE_H264 = ['-t', '6', '-c:v', 'libx264', '-preset', 'veryfast', '-crf', '14', '-pix_fmt', 'yuv420p'];
const zoom = (size: string): readonly string[] => ['-f', 'lavfi', '-i', `mandelbrot=size=${size}:rate=30`];

let moving = '';
beforeAll(async () => {
  moving = await pipeline.make('moving.mp4', ...zoom('640x360'), ...FINE_H264);
});

describe('a look at samples of a title', () => {
  it('of slides: drops all between the highest and the lowest two', async () => {
    const lines = ['-f', 'lavfi', '-i', 'color=white:size=640x360:rate=30,drawgrid=w=80:h=60:t=2'];
    const { fit } = await look(await pipeline.make('slides.mp4', ...lines, ...FINE_H264));
    expect(fit?.dropped.map(({ name }) => name)).toEqual(['240p', '180p']);
    expect(fit?.dropped[0]?.reason).toBe('360p takes so few bits that every viewer can have it.');
  });

  it('of fine detail in motion: makes those coarser that lose it anyway', async () => {
    const { fit } = await look(moving);
    expect(fit).toEqual({
      rungs: [
        { name: '240p', crf: 25 },
        { name: '180p', crf: 27 },
      ],
      dropped: [],
    });
  });

  it('of grain that no rung can carry: tries all at the caps, and keeps what shows most', async () => {
    const grain = ['-i', moving, '-vf', 'noise=alls=40:allf=t', ...FINE_H264];
    const { analysis, fit } = await look(await pipeline.make('grain.mp4', ...grain));
    const trials = analysis.ok ? analysis.findings.trials : [];
    for (const { name, maxBitrate } of LADDER) {
      const { bitrate = 0, ssim = 0 } = trials.find((trial) => trial.name === name) ?? {};
      expect(bitrate / maxBitrate).toBeGreaterThan(0.8);
      expect(bitrate / maxBitrate).toBeLessThan(1.2);
      expect(ssim).toBeLessThan(0.5);
    }
    expect(fit?.dropped.map(({ name }) => name)).not.toContain('360p');
  });

  it('of an enlarged picture: keeps the highest, and makes that not coarser which shows it as well', async () => {
    const enlarged = [...zoom('320x180'), '-vf', 'scale=640:360', ...FINE_H264];
    const { fit } = await look(await pipeline.make('enlarged.mp4', ...enlarged));
    expect(fit?.dropped).toEqual([]);
    expect(fit?.rungs.map(({ name }) => name)).not.toContain('240p');
  });

  it('finds the same whenever it is asked, at one moment after the other or side by side', async () => {
    const first = await look(moving);
    expect(first.analysis.ok).toBe(true);
    expect(await look(moving)).toEqual(first);
    expect(await look(moving, { atOnce: 3 })).toEqual(first);
  });

  it('compares each picture with itself, of renditions with half of them as well', async () => {
    const at = async (rate: string): Promise<number> => {
      const file = await pipeline.make(`rate-${rate}.mp4`, ...pictures('640x360', rate, 6), ...FINE_H264);
      const { analysis } = await look(file);
      return analysis.ok ? (analysis.findings.trials.find(({ name }) => name === '120p')?.ssim ?? 0) : 0;
    };
    expect(await at('60')).toBeCloseTo(await at('30'), 2);
  });
});

describe('a source that gives no findings', () => {
  it('because nothing can be decoded from its middle on', async () => {
    const index = ['-g', '30', '-movflags', '+faststart'];
    const file = await pipeline.make('damaged.mp4', ...pictures('640x360', '30', 12), ...QUICK_H264, ...index);
    const { size } = await stat(file);
    const handle = await open(file, 'r+');
    await handle.write(Buffer.alloc(Math.floor(size * 0.6)), 0, undefined, Math.floor(size * 0.4));
    await handle.close();
    expect((await look(file)).analysis).toEqual({
      ok: false,
      reason: 'a moment of the source could not be decoded',
    });
  });

  it('because it takes too long', async () => {
    const startedAt = performance.now();
    const { analysis } = await look(moving, { seconds: 0.2, atOnce: 2 });
    expect(analysis).toEqual({ ok: false, reason: 'looking at the title was ended after 0 s' });
    expect(performance.now() - startedAt).toBeLessThan(30_000);
  });
});

it('is ended by its signal, which says nothing of the source', async () => {
  await expect(look(moving, { signal: AbortSignal.timeout(300) })).rejects.toThrow(/abort|timeout/i);
});

it('says nothing of the source when its program is killed', async () => {
  const killed = join(pipeline.folder, 'killed-ffmpeg');
  await writeFile(killed, '#!/bin/sh\nkill -KILL $$\n');
  await chmod(killed, 0o755);
  await expect(look(moving, { ffmpeg: killed, atOnce: 2 })).rejects.toThrow('ended from outside by SIGKILL');
});
