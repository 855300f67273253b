import { open, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { ffmpeg, pictures, QUICK_H264 } from '../support/make-source.ts';
import { type ProcessedFile, probe, processSource, storeOriginal } from '../support/process-file.ts';
import { SMALL_LADDER } from '../support/small-ladder.ts';
import { usePipeline } from '../support/use-pipeline.ts';

const pipeline = usePipeline();

/** A video of 12 s in which the bytes between two parts of its length are zero. */
const processDamaged = async (name: string, from: number, to: number): Promise<ProcessedFile> => {
  const file = join(pipeline.folder, name);
  await ffmpeg(...pictures('320x180', '25', 12), ...QUICK_H264, '-g', '25', '-movflags', '+faststart', file);
  const { size } = await stat(file);
  const handle = await open(file, 'r+');
  await handle.write(Buffer.alloc(Math.floor(size * (to - from))), 0, undefined, Math.floor(size * from));
  await handle.close();
  const source = await storeOriginal(pipeline.store, file);
  return processSource(pipeline.store, source, await probe(pipeline.store, source), {
    ladder: SMALL_LADDER,
    gopSeconds: 1,
    segmentSeconds: 2,
  });
};

it.each([
  ['in the middle', 0.4, 0.7],
  ['at the end', 0.6, 1],
])('damage %s costs pictures, not the media: every segment is there, of full length', async (name, from, to) => {
  const { results, plan } = await processDamaged(`${name}.mp4`, from, to);
  const segments = results
    .flatMap((result) => result.tracks.filter((track) => track.name === '144p'))
    .flatMap((track) => track.segments);
  expect(segments.map((segment) => segment.number)).toEqual(
    Array.from({ length: plan.outline.segments }, (_, i) => i + 1),
  );
  expect(segments.reduce((sum, segment) => sum + segment.durationTicks, 0)).toBe(12 * 25_000);
});
