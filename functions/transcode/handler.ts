import type { SQSBatchResponse } from 'aws-lambda';
import { TaskMessage } from '../../shared/media/task.ts';
import { reportTask } from '../../shared/pipeline/report-task.ts';
import type { Deps } from '../../shared/runtime/deps.ts';
import type { QueueHandler } from '../../shared/runtime/queue-stack.ts';

/** Does encoding tasks; what comes of each is reported to the record queue. */
export const createHandler =
  (deps: Omit<Deps, 'database' | 'dynamo'>): QueueHandler =>
  async (event, context, { signal }) => {
    const batchItemFailures: SQSBatchResponse['batchItemFailures'] = [];
    for (const record of event.Records) {
      try {
        const message = TaskMessage.parse(JSON.parse(record.body));
        const attempt = Number(record.attributes.ApproximateReceiveCount);
        await reportTask(deps, message, attempt, context.getRemainingTimeInMillis(), signal);
      } catch (error) {
        deps.logger.error('transcode failed', { messageId: record.messageId, error });
        batchItemFailures.push({ itemIdentifier: record.messageId });
      }
    }
    return { batchItemFailures };
  };
