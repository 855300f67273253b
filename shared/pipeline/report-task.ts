import { EncodeError, EndedFromOutside } from '../encoding/encode-error.ts';
import type { Report } from '../media/outcome.ts';
import { packResult } from '../media/pack-result.ts';
import type { TaskMessage } from '../media/task.ts';
import type { Deps } from '../runtime/deps.ts';
import { isDependencyDown } from '../runtime/is-dependency-down.ts';
import { runTask } from './run-task.ts';
import { sendMessages } from './send-messages.ts';

/** Kept back of an invocation's time for reporting, so that a slow encoder shows its own error and not the host's. */
const REPORT_RESERVE_MS = 10_000;

/** What a worker knows of the try that it is to do: the message, and how often that was delivered. */
export interface Try extends Pick<TaskMessage, 'taskId' | 'mediaId' | 'interruptions' | 'spec'> {
  readonly attempt: number;
  readonly delivery: number;
}

/**
 * One try of one task, reported to the record queue: its start, and what came of it. Returns when that was reported; whether
 * another try follows is for the ledger to decide, which then sends another message. Throws when the host is stopping or
 * nothing can be reported; the message then goes back to the queue.
 */
export const reportTask = async (
  deps: Pick<Deps, 's3' | 'sqs' | 'ffmpeg' | 'resources' | 'config' | 'now' | 'logger' | 'stopping'>,
  { taskId, mediaId, interruptions, spec, attempt, delivery }: Try,
  remainingMs: number,
  signal: AbortSignal,
): Promise<void> => {
  const report = (news: News): Promise<void> => {
    const base = { version: 1, taskId, mediaId, attempt, interruptions, at: deps.now().toISOString() };
    return sendMessages(deps, 'record', [{ ...base, ...news }]);
  };
  const begun = performance.now();
  const secondsSoFar = (): number => Math.round(performance.now() - begun) / 1000;
  const tooLate = AbortSignal.timeout(Math.max(1000, remainingMs - REPORT_RESERVE_MS));
  await report({ type: 'started', delivery });
  try {
    const result = await runTask(deps, { mediaId, spec }, AbortSignal.any([tooLate, signal]));
    // A result that no queue takes is a failure, too.
    await report({ type: 'succeeded', result: packResult(result), seconds: secondsSoFar() });
    deps.logger.info('task done', { kind: spec.kind, encodeSeconds: result.encodeSeconds });
  } catch (error) {
    if (deps.stopping.aborted) throw error;
    const end = describeEnd(tooLate.aborted ? outOfTime(remainingMs) : error, interruptions);
    deps.logger.warn(end.type === 'failed' ? 'task failed' : 'task interrupted', { error: error as Error });
    await report({ ...end, seconds: secondsSoFar() });
  }
};

type Distribute<T> = T extends unknown
  ? Omit<T, 'version' | 'taskId' | 'mediaId' | 'attempt' | 'interruptions' | 'at'>
  : never;
/** What a report says beside the try that it is of. */
type News = Distribute<Report>;

const outOfTime = (remainingMs: number): EncodeError =>
  new EncodeError('encode_failed', `The encoder did not finish within ${Math.round(remainingMs / 1000)} s.`, {
    isFinal: false,
  });

/** A program that is ended more often within one try may be so for what it does: a system without memory kills, too. */
const MAX_ENDED_FROM_OUTSIDE = 3;

/** How a try ended that did not succeed. Only what the source or the encoder is not to blame for can be an outage. */
const describeEnd = (error: unknown, interruptions: number): Extract<News, { type: 'failed' | 'interrupted' }> => {
  if (error instanceof EncodeError) {
    const { code, message, detail, isFinal: final } = error;
    return { type: 'failed', code, message, ...(detail && { detail }), final };
  }
  if (error instanceof EndedFromOutside && interruptions < MAX_ENDED_FROM_OUTSIDE) {
    return { type: 'interrupted', message: `The encoder did not come to its end: ${error.message}` };
  }
  const reason = error instanceof Error ? error.message : String(error);
  if (isDependencyDown(error)) return { type: 'interrupted', message: `A part of the system is down: ${reason}` };
  return { type: 'failed', code: 'internal', message: `The task could not be done: ${reason}`, final: false };
};
