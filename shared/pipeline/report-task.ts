import { EncodeError } from '../encoding/encode-error.ts';
import type { Outcome } from '../media/outcome.ts';
import { packResult } from '../media/pack-result.ts';
import type { TaskMessage } from '../media/task.ts';
import type { Deps } from '../runtime/deps.ts';
import { runTask } from './run-task.ts';
import { sendMessages } from './send-messages.ts';

/** Kept back of an invocation's time for reporting, so that a slow encoder shows its own error and not the host's. */
const REPORT_RESERVE_MS = 10_000;

/**
 * One try of one task, reported to the record queue: its start, and what came of it.
 * Returns when the message is done with, whether the task succeeded or failed for good. Throws when another try is due
 * or the host is stopping; the message then goes back to the queue.
 */
export const reportTask = async (
  deps: Pick<Deps, 's3' | 'sqs' | 'ffmpeg' | 'resources' | 'config' | 'now' | 'logger' | 'stopping'>,
  message: TaskMessage,
  attempt: number,
  remainingMs: number,
  signal: AbortSignal,
): Promise<void> => {
  const report = (outcome: Distribute<Outcome>): Promise<void> =>
    sendMessages(deps, 'record', [
      {
        ...outcome,
        ...(outcome.type === 'succeeded' && { result: packResult(outcome.result) }),
        version: 1,
        taskId: message.taskId,
        mediaId: message.mediaId,
        attempt,
        at: deps.now().toISOString(),
      },
    ]);
  const tooLate = AbortSignal.timeout(Math.max(1000, remainingMs - REPORT_RESERVE_MS));
  await report({ type: 'started' });
  try {
    const result = await runTask(deps, message, AbortSignal.any([tooLate, signal]));
    await report({ type: 'succeeded', result });
    deps.logger.info('task done', { kind: message.spec.kind, encodeSeconds: result.encodeSeconds });
  } catch (error) {
    if (deps.stopping.aborted) throw error;
    const failure = tooLate.aborted ? outOfTime(remainingMs) : asFailure(error);
    const final = failure.isFinal || attempt > deps.config.encoding.retries;
    if (final) deps.logger.warn('task failed for good', { error: failure });
    const detail = failure.detail ? { detail: failure.detail } : {};
    await report({ type: 'failed', code: failure.code, message: failure.message, ...detail, final });
    if (!final) throw failure;
  }
};

type Distribute<T> = T extends unknown ? Omit<T, 'version' | 'taskId' | 'mediaId' | 'attempt' | 'at'> : never;

const outOfTime = (remainingMs: number): EncodeError =>
  new EncodeError('encode_failed', `The encoder did not finish within ${Math.round(remainingMs / 1000)} s.`, {
    isFinal: false,
  });

const asFailure = (error: unknown): EncodeError =>
  error instanceof EncodeError
    ? error
    : new EncodeError(
        'internal',
        `The task could not be done: ${error instanceof Error ? error.message : String(error)}`,
        {
          isFinal: false,
          cause: error,
        },
      );
