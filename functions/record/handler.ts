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
  (deps: Pick<Deps, 'database' | 'sqs' | 'resources' | 'now' | 'logger' | 'stopping'>): QueueHandler =>
  async (event) => {
    const batchItemFailures: SQSBatchItemFailure[] = [];
    const settle = async (records: readonly SQSRecord[], work: () => Promise<void>): Promise<void> => {
      batchItemFailures.push(...(await settleMessages(deps, records, work, { outlastsOutages: true })));
    };
    const reports: Report[] = [];
    for (const record of event.Records) {
      await settle([record], async () => {
        reports.push({ record, outcome: Outcome.parse(JSON.parse(record.body)) });
      });
    }
    for (const [mediaId, group] of Map.groupBy(reports, ({ outcome }) => outcome.mediaId)) {
      const records = group.map(({ record }) => record);
      const outcomes = group.map(({ outcome }) => outcome);
      await settle(records, async () => {
        const [taskId = '', ...others] = new Set(outcomes.map((outcome) => outcome.taskId));
        noteInLog({ mediaId, ...(others.length === 0 ? { taskId } : { taskIds: [taskId, ...others] }) });
        await recordOutcomes(deps, mediaId, outcomes);
      });
    }
    return { batchItemFailures };
  };
