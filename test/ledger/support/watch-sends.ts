import type { SQSClient } from '@aws-sdk/client-sqs';
import { SendMessageBatchCommand } from '@aws-sdk/client-sqs';

interface Sent {
  readonly body: unknown;
  readonly delay: number | undefined;
}

/** A client of the same queues that says what was sent, and that can be made to send nothing. */
export const watchSends = (sqs: SQSClient) => {
  let seen: Sent[] = [];
  let isRefusing = false;
  let after: (() => Promise<void>) | undefined;
  const send = async (command: unknown, ...rest: unknown[]): Promise<unknown> => {
    const isSending = command instanceof SendMessageBatchCommand;
    if (isSending && isRefusing) throw Object.assign(new Error('No queue'), { code: 'ECONNREFUSED' });
    const answer: unknown = await Reflect.apply(sqs.send, sqs, [command, ...rest]);
    if (!isSending) return answer;
    for (const { MessageBody = '', DelaySeconds } of command.input.Entries ?? []) {
      seen.push({ body: JSON.parse(MessageBody), delay: DelaySeconds });
    }
    const then = after;
    after = undefined;
    await then?.();
    return answer;
  };
  const watched = new Proxy(sqs, {
    get: (target, name) => (name === 'send' ? send : Reflect.get(target, name, target)),
  });
  return {
    sqs: watched,
    /** What was sent since the last call. */
    take: (): readonly Sent[] => {
      const taken = seen;
      seen = [];
      return taken;
    },
    refuse: (yes: boolean): void => {
      isRefusing = yes;
    },
    /** Happens once the next messages are sent, before the sender hears of it. */
    afterNext: (work: () => Promise<void>): void => {
      after = work;
    },
  };
};
