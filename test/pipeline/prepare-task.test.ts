import { randomUUID } from 'node:crypto';
import { DeleteObjectCommand } from '@aws-sdk/client-s3';
import { expect, it } from 'vitest';
import { planMedia } from '../../shared/media/plan.ts';
import { planPreparation } from '../../shared/media/plan-preparation.ts';
import { PlanSettings } from '../../shared/media/plan-settings.ts';
import { planBeginning, planRest } from '../../shared/media/plan-steps.ts';
import type { PlannedTask } from '../../shared/media/rendition.ts';
import type { PrepareTaskSpec } from '../../shared/media/task.ts';
import { runTask } from '../../shared/pipeline/run-task.ts';
import { DEFAULT_CONFIG } from '../../shared/runtime/config.ts';
import { pictures, tone } from '../support/make-source.ts';
import { PROGRAMS, probe, storeOriginal } from '../support/process-file.ts';
import { usePipeline } from '../support/use-pipeline.ts';

/** A closer look, from a recording as broadcasters make them to tasks that are done upon what it found. */
const pipeline = usePipeline();

const SETTINGS = PlanSettings.parse({
  ...DEFAULT_CONFIG.encoding,
  ladder: [180, 144, 120, 90, 60].map((height) => ({
    ...{ name: `${height}p`, height, maxBitrate: 20 * height * height, maxFrameRate: 60 },
    ...{ crf: 23, preset: 'veryfast', profile: 'high' },
  })),
});

const run = (mediaId: string, spec: Parameters<typeof runTask>[1]['spec']) => {
  const { s3, mediaBucket, originalsBucket } = pipeline.store;
  const resources = { mediaBucket, originalsBucket } as Parameters<typeof runTask>[0]['resources'];
  const deps = { s3, ffmpeg: PROGRAMS.ffmpeg, config: DEFAULT_CONFIG, resources };
  return runTask(deps, { mediaId, spec }, AbortSignal.timeout(120_000));
};

/** Ten seconds again and again: as long as it takes for a look to be worth while. */
const makeRecording = async (seconds: number): Promise<string> => {
  const piece = await pipeline.make(
    'piece.ts',
    ...[...pictures('320x180', '25', 10), ...tone(10)],
    ...['-c:v', 'libx264', '-preset', 'veryfast', '-pix_fmt', 'yuv420p', '-g', '50', '-c:a', 'aac'],
  );
  return pipeline.make('recording.ts', '-stream_loop', `${seconds / 10 - 1}`, '-i', piece, '-c', 'copy');
};

const planRecording = async (seconds: number) => {
  const source = await storeOriginal(pipeline.store, await makeRecording(seconds));
  const found = await probe(pipeline.store, source);
  if (!found.ok) throw new Error(found.failure.message);
  const plan = planMedia(found.probe, source, SETTINGS);
  const preparation = planPreparation(found.probe, plan, { source, settings: SETTINGS, perTitle: 'auto' });
  if (!preparation) throw new Error('nothing is to be prepared');
  const beginning = planBeginning(plan, preparation);
  const look = beginning.tasks.find(({ spec }) => spec.kind === 'prepare');
  return { source, plan, beginning, spec: look?.spec as PrepareTaskSpec };
};

it('a recording that cannot be entered is copied, and looked at, and then encoded in ranges', async () => {
  const { plan, beginning, spec } = await planRecording(900);
  expect(spec).toMatchObject({ remux: true, analyse: true, isStandard: false });
  const mediaId = `med_${randomUUID()}`;
  const { tracks, prepared } = await run(mediaId, spec);
  expect(tracks).toEqual([]);
  expect(prepared).toEqual({ remuxed: expect.anything(), title: expect.anything() });

  const rest = planRest(spec, prepared ?? {});
  const videos = rest.tasks.flatMap((task) => (task.spec.kind === 'video' ? [task.spec] : []));
  expect(videos.length).toBe(rest.tasks.length);
  expect(videos.length).toBeGreaterThan(20);
  expect(videos.every(({ seek, source }) => seek && source.key === prepared?.remuxed?.source.key)).toBe(true);
  // What was begun, and the rest, are all frames of each rendition that is made, once.
  const framesOf = (tasks: readonly PlannedTask[], name: string): number =>
    tasks
      .flatMap(({ spec }) =>
        spec.kind === 'video' && spec.outputs.some((output) => output.name === name) ? spec.frames : [],
      )
      .reduce((sum, frames) => sum + frames, 0);
  const made = plan.renditions.filter(
    ({ kind, name }) => kind === 'video' && !rest.dropped.some((gone) => gone.name === name),
  );
  for (const { name } of made) {
    expect(framesOf([...beginning.tasks, ...rest.tasks], name)).toBe(framesOf(plan.tasks, name));
  }
  const last = videos.at(-1);
  if (!last) throw new Error('there is no last range');
  const done = await run(mediaId, last);
  expect(done.tracks.map(({ name }) => name)).toEqual(last.outputs.map(({ name }) => name));
});

it('finds the same each time', async () => {
  const { spec } = await planRecording(60);
  const mediaId = `med_${randomUUID()}`;
  const look = () => run(mediaId, { ...spec, analyse: false });
  const [first, second] = [await look(), await look()];
  expect(second.prepared).toEqual(first.prepared);
});

it('a source that is gone says so, and leaves nothing', async () => {
  const { source, spec } = await planRecording(60);
  await pipeline.store.s3.send(new DeleteObjectCommand({ Bucket: source.bucket, Key: source.key }));
  await expect(run(`med_${randomUUID()}`, spec)).rejects.toMatchObject({ code: 'source_changed' });
});
