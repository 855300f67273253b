import { DeleteMessageCommand, type Message, SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import type { Deps } from '../../../shared/runtime/deps.ts';
import { createRandom, type Random } from '../../support/random.ts';
import type { Trouble } from './trouble.ts';

const DOUBLE = 0.12;
const DELAY = 0.12;
const MAX_DELAY_SECONDS = 4;

/**
 * Doubles, delays and shuffles what is received from any queue: a second copy is sent to arrive a little later, or in place
 * of the message. A queue of SQS promises no more than that each message comes at some time, at least once.
 */
export const troubleMessages = ({ sqs }: Pick<Deps, 'sqs'>, { seed, isOn, tell }: Trouble): void => {
  const random = createRandom(seed, 'messages');
  // One without faults: a message must not get lost.
  const { region, credentials, endpoint } = sqs.config;
  const honest = new SQSClient({ region, credentials, ...(endpoint ? { endpoint } : {}) });

  const pass = async (QueueUrl: string, message: Message, whim: number): Promise<Message[]> => {
    if (whim >= DOUBLE + DELAY) return [message];
    const DelaySeconds = Math.ceil(random.next() * MAX_DELAY_SECONDS);
    await honest.send(new SendMessageCommand({ QueueUrl, MessageBody: message.Body, DelaySeconds }));
    tell(whim < DOUBLE ? 'message: doubled' : 'message: delayed');
    if (whim < DOUBLE) return [message];
    await honest.send(new DeleteMessageCommand({ QueueUrl, ReceiptHandle: message.ReceiptHandle }));
    return [];
  };

  sqs.middlewareStack.add(
    (next, context) => async (args) => {
      const result = await next(args);
      if (context.commandName !== 'ReceiveMessageCommand' || !isOn()) return result;
      const { QueueUrl = '' } = args.input as { QueueUrl?: string };
      const output = result.output as { Messages?: Message[] };
      const passed = await Promise.all(
        (output.Messages ?? []).map((message) => pass(QueueUrl, message, random.next())),
      );
      output.Messages = shuffle(passed.flat(), random);
      return result;
    },
    { step: 'initialize', name: 'chaos-messages' },
  );
};

const shuffle = (messages: readonly Message[], random: Random): Message[] => random.shuffle(messages);
