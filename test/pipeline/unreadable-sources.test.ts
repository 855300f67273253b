import { randomUUID } from 'node:crypto';
import { expect, it, onTestFinished } from 'vitest';
import { planMedia } from '../../shared/media/plan.ts';
import { runTask } from '../../shared/pipeline/run-task.ts';
import { DEFAULT_CONFIG } from '../../shared/runtime/config.ts';
import { pictures, QUICK_H264 } from '../support/make-source.ts';
import { PROGRAMS, probe, storeOriginal } from '../support/process-file.ts';
import { SMALL_LADDER } from '../support/small-ladder.ts';
import { usePipeline } from '../support/use-pipeline.ts';

const pipeline = usePipeline();

/** The store refuses all reads of a source from this one on, until the test is over. */
const refuseRead = (number: number): void => {
  let reads = 0;
  const { middlewareStack } = pipeline.store.s3;
  middlewareStack.add(
    (next, { commandName }) =>
      async (args) => {
        if (commandName === 'GetObjectCommand' && ++reads >= number) throw new Error('the store is down');
        return next(args);
      },
    { step: 'initialize', name: 'refuse-read' },
  );
  onTestFinished(() => void middlewareStack.remove('refuse-read'));
};

const CASES = (['video', 'poster'] as const).flatMap((kind) => [1, 2].map((read) => ({ kind, read })));

it.for(CASES)('a $kind is not made of the rest when the source fails from read $read on', async ({ kind, read }) => {
  const file = await pipeline.make('source.mkv', ...pictures('320x180', '25', 12), ...QUICK_H264, '-crf', '1');
  const source = await storeOriginal(pipeline.store, file);
  const outcome = await probe(pipeline.store, source);
  if (!outcome.ok) throw new Error(outcome.failure.message);
  const plan = planMedia(outcome.probe, source, { ...DEFAULT_CONFIG.encoding, ladder: [...SMALL_LADDER] });
  const spec = plan.tasks.map((task) => task.spec).find((candidate) => candidate.kind === kind);
  if (!spec) throw new Error(`no task of the kind ${kind} was planned`);
  const deps = {
    s3: pipeline.store.s3,
    ffmpeg: PROGRAMS.ffmpeg,
    resources: { mediaBucket: pipeline.store.mediaBucket } as Parameters<typeof runTask>[0]['resources'],
    config: DEFAULT_CONFIG,
  };
  refuseRead(read);
  const message = { version: 1, taskId: 'task', mediaId: randomUUID(), spec } as const;
  const task = runTask(deps, message, AbortSignal.timeout(60_000));
  await expect(task).rejects.toThrow('the source could not be read');
});
