import { buildApp } from 'fauxqs';
import { createMessageGroups, type MessageGroups } from './message-groups.ts';
import { createTurns, type OrderedQueue } from './take-turns.ts';
import { watchClock } from './watch-clock.ts';

type AppOptions = NonNullable<Parameters<typeof buildApp>[0]>;
type Stores = NonNullable<AppOptions['stores']>;

interface Persistence {
  readonly db: { exec(sql: string): void; prepare(sql: string): { run(...values: unknown[]): unknown } };
  loadSqsAndSns(sqs: Stores['sqsStore'], sns: Stores['snsStore']): void;
  updateMessageReady(messageId: string): void;
  updateMessageInflight(...values: unknown[]): void;
  close(): void;
}

interface PollTimer {
  pollTimer: NodeJS.Timeout | undefined;
  processTimers(): void;
}

interface QueueMethods extends PollTimer {
  dequeue: Dequeue;
  enqueue: Enqueue;
}

interface Parts {
  readonly SqsQueue: { readonly prototype: QueueMethods };
  readonly SqsStore: new () => Stores['sqsStore'];
  readonly SnsStore: new () => Stores['snsStore'];
  readonly S3Store: new () => Stores['s3Store'];
  readonly PersistenceManager: new (directory: string) => Persistence;
}

const FILES = ['sqs/sqsStore.js', 'sns/snsStore.js', 's3/s3Store.js', 'persistence.js'];

const loadParts = async (): Promise<Parts> => {
  const entry = import.meta.resolve('fauxqs');
  const modules = await Promise.all(FILES.map((file) => import(new URL(file, entry).href)));
  return Object.assign({}, ...modules);
};

export interface Fauxqs {
  readonly endpoint: string;
  readonly store: Stores['sqsStore'];
  readonly close: () => Promise<void>;
}

/** How late a message may be whose delay or visibility timeout ends. New messages are handed over at once. */
const TIMER_MS = 200;

function startPollTimer(this: PollTimer): void {
  this.pollTimer ??= setInterval(() => this.processTimers(), TIMER_MS);
}

type Enqueue = (this: OrderedQueue, message: { readonly body: string; messageGroupId?: string | undefined }) => void;
type Dequeue = (this: OrderedQueue & PollTimer, maxCount: number, ...rest: readonly unknown[]) => readonly unknown[];

/** One by one, so that each is of the group whose turn it is. */
const dequeueInTurns = (dequeue: Dequeue): Dequeue => {
  const takeTurns = createTurns();
  return function (maxCount, ...rest) {
    this.processTimers();
    // No more than there are now: a message that is hidden for no time at all is back at once.
    return Array.from({ length: Math.min(maxCount, this.messages.length) }).flatMap(() => {
      takeTurns(this);
      return dequeue.call(this, 1, ...rest);
    });
  };
};

type Queue = ReturnType<Stores['sqsStore']['allQueues']> extends Iterable<infer Q> ? Q : never;

/** SQS delays no message for longer. What says so was written before the clock was set back. */
const MAX_DELAY_MS = 900_000;

const capDelays = ({ delayedMessages }: Queue, latest: number): void => {
  for (const message of delayedMessages) message.delayUntil = Math.min(message.delayUntil ?? 0, latest);
};

/** What was to last for a minute lasts for a minute, whatever the clock says meanwhile. */
const shiftDeadlines = ({ delayedMessages, inflightMessages }: Queue, ms: number): void => {
  for (const message of delayedMessages) message.delayUntil = (message.delayUntil ?? 0) + ms;
  for (const entry of inflightMessages.values()) entry.visibilityDeadline += ms;
};

const orNotAtAll = (write: () => unknown): void => {
  try {
    write();
  } catch {
    // The disk is full, which health says; what counts until the next start is in memory.
  }
};

/** fauxqs forgets the group of a message unless the queue is FIFO. */
const enqueueWithGroup = (enqueue: Enqueue, { take }: MessageGroups): Enqueue =>
  function (message) {
    message.messageGroupId ??= take(message.body);
    enqueue.call(this, message);
  };

/** The classes are the same for all who open fauxqs in this process, and are changed once. */
let fair: (Pick<QueueMethods, 'dequeue' | 'enqueue'> & Pick<MessageGroups, 'note'>) | undefined;

const makeFair = ({ dequeue, enqueue }: QueueMethods): NonNullable<typeof fair> => {
  const groups = createMessageGroups();
  return { dequeue: dequeueInTurns(dequeue), enqueue: enqueueWithGroup(enqueue, groups), note: groups.note };
};

/**
 * fauxqs from its parts (package.json pins their version), because its own `startFauxqs` (2.4.1)
 * - listens on every network interface, and knows no passwords: here it is loopback only;
 * - loses a message whose visibility is set to 0: the row's receive count becomes null, which its own table refuses;
 * - waits for the disk at every call: here a power cut may lose the last messages, which the ledger sends again.
 * - looks for ended timeouts fifty times a second in each queue, which keeps an idle machine awake;
 * - goes by the machine's clock: set back by hours, it would hide messages for hours;
 * - loses sight of a message, until the next start, when its new state can't be written to a full disk;
 * - hands messages over in the order in which they came, whatever group they are of.
 */
export const openFauxqs = async (directory: string): Promise<Fauxqs> => {
  const { SqsQueue, SqsStore, SnsStore, S3Store, PersistenceManager } = await loadParts();
  const persistence = new PersistenceManager(directory);
  persistence.db.exec('PRAGMA synchronous = NORMAL');
  const ready = persistence.db.prepare(
    'UPDATE sqs_messages SET receipt_handle = NULL, visibility_deadline = NULL WHERE message_id = ?',
  );
  const updateInflight = persistence.updateMessageInflight.bind(persistence);
  // Who holds a message need not outlive us: what was held is free at the next start.
  persistence.updateMessageReady = (messageId) => orNotAtAll(() => ready.run(messageId));
  persistence.updateMessageInflight = (...values) => orNotAtAll(() => updateInflight(...values));

  fair ??= makeFair(SqsQueue.prototype);
  const { dequeue, enqueue, note } = fair;
  Object.assign(SqsQueue.prototype, { startPollTimerIfNeeded: startPollTimer, ...{ dequeue, enqueue } });
  const store = new SqsStore();
  const snsStore = new SnsStore();
  // Before the store knows of its persistence: loading would replace each queue's row, and with it delete its messages.
  persistence.loadSqsAndSns(store, snsStore);
  Object.assign(store, { persistence, host: '' });
  for (const queue of store.allQueues()) {
    Object.assign(queue, { persistence });
    capDelays(queue, Date.now() + MAX_DELAY_MS);
  }
  const stopWatching = watchClock((ms) => {
    for (const queue of store.allQueues()) shiftDeadlines(queue, ms);
  });

  const app = buildApp({ logger: false, stores: { sqsStore: store, snsStore, s3Store: new S3Store() } });
  app.addHook('preHandler', async ({ body }) => note(body));
  const endpoint = await app.listen({ port: 0, host: '127.0.0.1' });
  const close = async (): Promise<void> => {
    stopWatching();
    await app.close();
    persistence.close();
  };
  return { endpoint, store, close };
};
