import { TaskMessage } from '../../shared/media/task.ts';
import { reportTask } from '../../shared/pipeline/report-task.ts';
import type { Deps } from '../../shared/runtime/deps.ts';
import { noteInLog } from '../../shared/runtime/note-in-log.ts';
import type { QueueHandler } from '../../shared/runtime/queue-stack.ts';
import { settleEach } from '../../shared/runtime/settle-messages.ts';

/** Does encoding tasks; what comes of each is reported to the record queue. */
export const createHandler =
  (deps: Omit<Deps, 'database' | 'dynamo'>): QueueHandler =>
  (event, context, { signal }) =>
    settleEach(deps, event, async (record) => {
      const message = TaskMessage.parse(JSON.parse(record.body));
      const delivery = Number(record.attributes.ApproximateReceiveCount);
      // To the release whose messages did not say so, a delivery was a try.
      const { attempt = delivery } = message;
      noteInLog({ mediaId: message.mediaId, taskId: message.taskId, attempt, delivery });
      await reportTask(deps, { ...message, attempt, delivery }, context.getRemainingTimeInMillis(), signal);
    });
