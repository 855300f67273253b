import type { SQSBatchItemFailure, SQSRecord } from 'aws-lambda';
import { Outcome } from '../../shared/media/outcome.ts';
import { recordOutcomes } from '../../shared/pipeline/record-outcomes.ts';
import type { Deps } from '../../shared/runtime/deps.ts';
import { noteInLog } from '../../shared/runtime/note-in-log.ts';
import type { QueueHandler } from '../../shared/runtime/queue-stack.ts';
import { settleMessages } from '../../shared/runtime/settle-messages.ts';

interface Report {
  readonly record: SQSRecord;
  readonly outcome: Outcome;
}

/** Writes workers' reports into the ledger, those of one media together. */
export const createHandler =
  (deps: Pick<Deps, 'database' | 'sqs' | 'resources' | 'config' | 'now' | 'logger' | 'stopping'>): QueueHandler =>
  async (event, _context, { signal }) => {
    const batchItemFailures: SQSBatchItemFailure[] = [];
    const settle = async (records: readonly SQSRecord[], work: () => Promise<void>): Promise<void> => {
      batchItemFailures.push(...(await settleMessages(deps, records, work, { outlastsOutages: { unless: signal } })));
    };
    const reports: Report[] = [];
    for (const record of event.Records) {
      await settle([record], async () => {
        reports.push({ record, outcome: Outcome.parse(JSON.parse(record.body)) });
      });
    }
    // Side by side: if the database says nothing, all have to hear of it before the function's time is up.
    const byMedia = Map.groupBy(reports, ({ outcome }) => outcome.mediaId);
    await Promise.all(
      [...byMedia].map(([mediaId, group]) => {
        const outcomes = group.map(({ outcome }) => outcome);
        return settle(
          group.map(({ record }) => record),
          async () => {
            const [taskId = '', ...others] = new Set(outcomes.map((outcome) => outcome.taskId));
            noteInLog({ mediaId, ...(others.length === 0 ? { taskId } : { taskIds: [taskId, ...others] }) });
            await recordOutcomes(deps, mediaId, outcomes);
          },
        );
      }),
    );
    return { batchItemFailures };
  };
