import type { Deps } from '../runtime/deps.ts';
import { copyStragglers } from './copy-stragglers.ts';
import { removeOldAuditEvents, removeOldUploadTokens } from './sweep-access.ts';
import { drainDeadLetters } from './sweep-dead-letters.ts';
import { purgeForgottenMedias } from './sweep-deletions.ts';
import { readMarker } from './sweep-marker.ts';
import { adoptOrphans } from './sweep-orphans.ts';
import { measureOverdueMedias } from './sweep-overdue.ts';
import { publishForgottenMedias } from './sweep-publications.ts';
import { keepsResting, restIfIdle } from './sweep-rest.ts';
import { retireLeftovers } from './sweep-retirements.ts';
import { resendLostTasks, sendForgottenTasks } from './sweep-tasks.ts';
import { deleteOnSchedule, emptyTrash, keepEdgeInformed } from './sweep-trash.ts';
import { endAbandonedUploads, ingestForgottenUploads } from './sweep-uploads.ts';

type SweepDeps = Pick<
  Deps,
  'database' | 'dynamo' | 's3' | 'sqs' | 'resources' | 'config' | 'now' | 'logger' | 'metrics'
>;

/** How many of each were found. */
export type Sweep = Readonly<Record<string, number>>;

type Steps = Readonly<Record<string, () => Promise<number>>>;

/**
 * Finds what a crash or a lost message left lying, and sets it going again or ends it. Every step but the search for orphans
 * looks at the ledger alone, does no more than fits into its minute, and does no harm when it is done twice.
 *
 * While nothing is open in the ledger it rests, so that a database which is paid for by use can sleep: it looks for dead
 * letters and for uploads that have come, and touches the database only if there are any.
 */
export const sweep = async (deps: SweepDeps): Promise<Sweep> => {
  // Before anything is looked for: who opens work from now on changes it, and so keeps this run from resting.
  const marker = await readMarker(deps);
  const letters = await runSteps(letterSteps(deps));
  if (marker && (await keepsResting(deps, marker, !isQuiet(letters)))) {
    // None is open. An alarm watches it, which must not take silence for an answer.
    deps.metrics.add({ name: 'MediasOverdue', value: 0 });
    return letters.counts;
  }
  const others = await runSteps(ledgerSteps(deps));
  const errors = [...letters.errors, ...others.errors];
  if (errors.length > 0) throw new AggregateError(errors, `${errors.length} steps of sweep failed`);
  // What was set going just now is looked after once more.
  if (marker && isQuiet(letters) && isQuiet(others)) await restIfIdle(deps, marker);
  return { ...letters.counts, ...others.counts };
};

/** Touch the database only if there is a letter. */
const letterSteps = (deps: SweepDeps): Steps => {
  const { transcode, heavy } = deps.resources.deadLetterUrls;
  return {
    ingestDeadLetters: () => drainDeadLetters(deps, 'ingest'),
    firstDeadLetters: () => drainDeadLetters(deps, 'first'),
    soonDeadLetters: () => drainDeadLetters(deps, 'soon'),
    transcodeDeadLetters: () => drainDeadLetters(deps, 'transcode'),
    // Without containers both names are of the same queue.
    ...(heavy === transcode ? {} : { heavyDeadLetters: () => drainDeadLetters(deps, 'heavy') }),
    recordDeadLetters: () => drainDeadLetters(deps, 'record'),
    publishDeadLetters: () => drainDeadLetters(deps, 'publish'),
    purgeDeadLetters: () => drainDeadLetters(deps, 'purge'),
  };
};

const ledgerSteps = (deps: SweepDeps): Steps => ({
  unsentTasks: () => sendForgottenTasks(deps),
  lostTasks: () => resendLostTasks(deps),
  stragglers: () => copyStragglers(deps),
  forgottenUploads: () => ingestForgottenUploads(deps),
  abandonedUploads: () => endAbandonedUploads(deps),
  unpublishedMedias: () => publishForgottenMedias(deps),
  untoldEdge: () => keepEdgeInformed(deps),
  scheduledDeletions: () => deleteOnSchedule(deps),
  trash: () => emptyTrash(deps),
  unpurgedMedias: () => purgeForgottenMedias(deps),
  leftovers: () => retireLeftovers(deps),
  oldUploadTokens: () => removeOldUploadTokens(deps),
  oldAuditEvents: () => removeOldAuditEvents(deps),
  orphans: () => adoptOrphans(deps),
  overdueMedias: () => measureOverdueMedias(deps),
});

interface Results {
  readonly counts: Sweep;
  readonly errors: readonly Error[];
}

const runSteps = async (steps: Steps): Promise<Results> => {
  const counts: Record<string, number> = {};
  const errors: Error[] = [];
  for (const [step, run] of Object.entries(steps)) {
    try {
      counts[step] = await run();
    } catch (error) {
      // The others must not wait for this one.
      errors.push(new Error(`sweep could not do its step ${step}`, { cause: error }));
    }
  }
  return { counts, errors };
};

const isQuiet = ({ counts, errors }: Results): boolean =>
  errors.length === 0 && Object.values(counts).every((count) => count === 0);
