import type { Logger } from '@aws-lambda-powertools/logger';
import { GetQueueAttributesCommand, SendMessageBatchCommand, type SQSClient } from '@aws-sdk/client-sqs';
import type { Pool, PoolClient } from 'pg';
import type { applyOutcomes } from '../../../shared/ledger/outcomes.ts';
import { Outcome } from '../../../shared/media/outcome.ts';
import { TaskMessage } from '../../../shared/media/task.ts';
import { Config } from '../../../shared/runtime/config.ts';
import type { Deps } from '../../../shared/runtime/deps.ts';
import { perQueue } from '../../../shared/runtime/queues.ts';
import { T0 } from '../support/schedule-media.ts';
import type { InFlight } from './state.ts';

/** The write that the explorer can be given a wrong one of. */
export type Apply = typeof applyOutcomes;

export const RETRIES = 1;
/** By then everything is overdue, for sweep. */
export const LATE = new Date(T0.getTime() + 7 * 86_400_000);

/** What the product's steps work with: one transaction, and queues that are a list. */
export const createRun = (client: PoolClient, tag: string, flight: readonly InFlight[]) => {
  const sent: InFlight[] = [];
  const resources = {
    queueUrls: perQueue((name) => `queue:${['heavy', 'first', 'soon'].includes(name) ? 'transcode' : name}`),
    deadLetterUrls: perQueue((name) => `dead:${name}`),
  } as Deps['resources'];
  const send = async (command: unknown): Promise<unknown> => {
    if (command instanceof GetQueueAttributesCommand) {
      const count = flight.filter(({ kind }) => kind === 'task').length;
      return { Attributes: { ApproximateNumberOfMessages: `${count}` } };
    }
    if (!(command instanceof SendMessageBatchCommand)) throw new Error('a call that the model does not know');
    for (const { MessageBody = '' } of command.input.Entries ?? []) {
      sent.push(toFlight(command.input.QueueUrl, JSON.parse(MessageBody.replaceAll(`_${tag}`, '_@'))));
    }
    return {};
  };
  const deps = (now: Date) => ({
    // Ledger functions take a client for a transaction that they are part of.
    database: client as unknown as Pool,
    sqs: { send } as unknown as SQSClient,
    resources,
    config: CONFIG,
    logger: SILENT,
    now: () => now,
  });
  return { client, tag, deps, sent };
};
export type Run = ReturnType<typeof createRun>;

const CONFIG = Config.parse({ encoding: { retries: RETRIES } });
const SILENT = { error: () => undefined, warn: () => undefined, info: () => undefined } as unknown as Logger;

const toFlight = (url: string | undefined, body: unknown): InFlight => {
  switch (url) {
    case 'queue:transcode': {
      const { spec: _, ...message } = TaskMessage.parse(body);
      return { kind: 'task', message, delivery: 1 };
    }
    case 'queue:record':
      return { kind: 'report', report: { ...Outcome.parse(body), at: T0.toISOString() } };
    case 'queue:publish':
      return { kind: 'publish' };
    default:
      throw new Error(`nobody sends to ${url}`);
  }
};
