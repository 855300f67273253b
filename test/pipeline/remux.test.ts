import { randomUUID } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { serveSource } from '../../shared/encoding/serve-source.ts';
import { planMedia } from '../../shared/media/plan.ts';
import type { Probe } from '../../shared/media/probe.ts';
import type { SourceObject } from '../../shared/media/task.ts';
import { remuxOriginal } from '../../shared/pipeline/remux-original.ts';
import { DEFAULT_CONFIG } from '../../shared/runtime/config.ts';
import { pictures, tone } from '../support/make-source.ts';
import { PROGRAMS, probe, storeOriginal } from '../support/process-file.ts';
import { SMALL_LADDER } from '../support/small-ladder.ts';
import { usePipeline } from '../support/use-pipeline.ts';
import { hashFrames } from './support/frames.ts';

const pipeline = usePipeline();
const SETTINGS = { ...DEFAULT_CONFIG.encoding, ladder: SMALL_LADDER, gopSeconds: 1, segmentSeconds: 2 };

const open = async (file: string): Promise<{ source: SourceObject; probe: Probe }> => {
  const source = await storeOriginal(pipeline.store, file);
  const outcome = await probe(pipeline.store, source);
  if (!outcome.ok) throw new Error(outcome.failure.message);
  return { source, probe: outcome.probe };
};

type RemuxDeps = Parameters<typeof remuxOriginal>[0];

const remux = (original: { source: SourceObject; probe: Probe }, mediaId = `med_${randomUUID()}`) => {
  const { s3, originalsBucket } = pipeline.store;
  const resources = { originalsBucket } as RemuxDeps['resources'];
  const deps = { s3, ffmpeg: PROGRAMS.ffmpeg, config: DEFAULT_CONFIG, resources };
  return remuxOriginal(deps, { mediaId, ...original }, AbortSignal.timeout(60_000));
};

const videoSpecs = (found: Probe, source: SourceObject) =>
  planMedia(found, source, SETTINGS)
    .tasks.map(({ spec }) => spec)
    .filter((spec) => spec.kind === 'video');

/** All ranges of the copy against one run over the original from its start. */
const compare = async (file: string) => {
  const original = await open(file);
  const outcome = await remux(original);
  if (!outcome.ok) throw new Error(`${outcome.reason} ${outcome.detail}`);
  const [first] = videoSpecs(original.probe, original.source);
  const specs = videoSpecs(outcome.probe, outcome.source);
  if (!first) throw new Error('no video tasks');
  const frames = specs.reduce((sum, spec) => sum + spec.frames, 0);
  const served = await serveSource(pipeline.store.s3, original.source);
  const copy = await serveSource(pipeline.store.s3, outcome.source);
  try {
    const outputs = first.outputs;
    const whole = await hashFrames({ ...first, firstFrame: 0, frames, seek: false }, served.url);
    const joined: string[][] = outputs.map(() => []);
    const bytesRead: number[] = [];
    for (const spec of specs) {
      const before = copy.bytesRead();
      for (const [i, lines] of (await hashFrames({ ...spec, outputs }, copy.url)).entries()) joined[i]?.push(...lines);
      bytesRead.push(copy.bytesRead() - before);
    }
    expect(differencesOf(joined, whole)).toEqual([]);
    return { frames, ranges: specs.length, original: original.probe, outcome, bytesRead };
  } finally {
    await served.close();
    await copy.close();
  }
};

/** The first frames that differ: a list of all of them tells nobody anything. */
const differencesOf = (ranges: readonly string[][], whole: readonly string[][]): readonly string[] =>
  whole
    .flatMap((lines, output) => {
      const own = ranges[output] ?? [];
      const count = Math.max(lines.length, own.length);
      return Array.from({ length: count }, (_, i) => [own[i], lines[i]].join(' instead of '));
    })
    .filter((line) => new Set(line.split(' instead of ')).size > 1)
    .slice(0, 5);

const H264 = ['-c:v', 'libx264', '-preset', 'veryfast', '-pix_fmt', 'yuv420p', '-bf', '2', '-g', '60'];
const SECONDS = 20;

describe('ranges of the copy are one run over the original', () => {
  it.each([
    ['a.ts', [...pictures('320x180', '30000/1001', SECONDS), ...tone(SECONDS, 44_100), ...H264, '-c:a', 'aac']],
    ['a.flv', [...pictures('320x180', '30000/1001', SECONDS), ...tone(SECONDS, 44_100), ...H264, '-c:a', 'aac']],
    [
      'm2.ts',
      [...pictures('320x180', '25', SECONDS), ...tone(SECONDS), '-c:v', 'mpeg2video', '-bf', '2', '-c:a', 'mp2'],
    ],
    ['a.avi', [...pictures('320x180', '25', SECONDS), ...tone(SECONDS), '-c:v', 'mpeg4', '-c:a', 'libmp3lame']],
    [
      'b.avi',
      [...pictures('320x180', '25', SECONDS), ...tone(SECONDS), '-c:v', 'mpeg4', '-bf', '2', '-c:a', 'libmp3lame'],
    ],
  ] as const)('%s', async (name, args) => {
    const file = await pipeline.make(name, ...args);
    const { ranges, outcome, original } = await compare(file);
    expect(ranges).toBeGreaterThan(4);
    expect(outcome.source.bytes).toBeLessThan(original.bytes);
  });
});
