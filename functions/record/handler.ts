import type { SQSBatchResponse, SQSRecord } from 'aws-lambda';
import { Outcome } from '../../shared/media/outcome.ts';
import { recordOutcomes } from '../../shared/pipeline/record-outcomes.ts';
import type { Deps } from '../../shared/runtime/deps.ts';
import type { QueueHandler } from '../../shared/runtime/queue-stack.ts';

/** Writes workers' reports into the ledger, those of one media together. */
export const createHandler =
  (deps: Pick<Deps, 'database' | 'sqs' | 'resources' | 'now' | 'logger'>): QueueHandler =>
  async (event) => {
    const batchItemFailures: SQSBatchResponse['batchItemFailures'] = [];
    const fail = (records: readonly SQSRecord[], error: unknown): void => {
      const messageIds = records.map(({ messageId }) => messageId);
      deps.logger.error('record failed', { messageIds, error });
      batchItemFailures.push(...messageIds.map((itemIdentifier) => ({ itemIdentifier })));
    };
    const reports = event.Records.flatMap((record) => {
      try {
        return [{ record, outcome: Outcome.parse(JSON.parse(record.body)) }];
      } catch (error) {
        fail([record], error);
        return [];
      }
    });
    for (const [mediaId, group] of Map.groupBy(reports, ({ outcome }) => outcome.mediaId)) {
      try {
        const outcomes = group.map(({ outcome }) => outcome);
        await recordOutcomes(deps, mediaId, outcomes);
      } catch (error) {
        fail(
          group.map(({ record }) => record),
          error,
        );
      }
    }
    return { batchItemFailures };
  };
