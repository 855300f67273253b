import type { Deps } from '../runtime/deps.ts';
import { drainDeadLetters } from './sweep-dead-letters.ts';
import { measureOverdueMedias } from './sweep-overdue.ts';
import { publishForgottenMedias } from './sweep-publications.ts';
import { resendLostTasks, sendForgottenTasks } from './sweep-tasks.ts';
import { endAbandonedUploads, ingestForgottenUploads } from './sweep-uploads.ts';

type SweepDeps = Pick<Deps, 'database' | 's3' | 'sqs' | 'resources' | 'config' | 'now' | 'logger' | 'metrics'>;

/** How many of each were found. */
export type Sweep = Readonly<Record<string, number>>;

/**
 * Finds what a crash or a lost message left lying, and sets it going again or ends it. Every step looks at the ledger
 * alone, does no more than fits into its minute, and does no harm when it is done twice.
 */
export const sweep = async (deps: SweepDeps): Promise<Sweep> => {
  const { transcode, heavy } = deps.resources.deadLetterUrls;
  const steps: Readonly<Record<string, () => Promise<number>>> = {
    ingestDeadLetters: () => drainDeadLetters(deps, 'ingest'),
    transcodeDeadLetters: () => drainDeadLetters(deps, 'transcode'),
    // Without containers both names are of the same queue.
    ...(heavy === transcode ? {} : { heavyDeadLetters: () => drainDeadLetters(deps, 'heavy') }),
    recordDeadLetters: () => drainDeadLetters(deps, 'record'),
    publishDeadLetters: () => drainDeadLetters(deps, 'publish'),
    unsentTasks: () => sendForgottenTasks(deps),
    lostTasks: () => resendLostTasks(deps),
    forgottenUploads: () => ingestForgottenUploads(deps),
    abandonedUploads: () => endAbandonedUploads(deps),
    unpublishedMedias: () => publishForgottenMedias(deps),
    overdueMedias: () => measureOverdueMedias(deps),
  };
  const counts: Record<string, number> = {};
  const errors: unknown[] = [];
  for (const [step, run] of Object.entries(steps)) {
    try {
      counts[step] = await run();
    } catch (error) {
      // The others must not wait for this one.
      errors.push(new Error(`sweep could not do its step ${step}`, { cause: error }));
    }
  }
  if (errors.length > 0) throw new AggregateError(errors, `${errors.length} steps of sweep failed`);
  return counts;
};
