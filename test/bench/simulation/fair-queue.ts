/** A queue as SQS has it: messages of groups that have much in work wait for those of others. */
export interface FairQueue<T> {
  readonly waiting: () => number;
  readonly send: (message: T, group?: string) => void;
  /** Takes up to so many messages into work. */
  readonly take: (count: number) => readonly Taken<T>[];
  /** Deletes messages that were taken. */
  readonly settle: (taken: readonly Taken<T>[]) => void;
}

export interface Taken<T> {
  readonly message: T;
  /** Absent: it is of no group, and so one of its own. */
  readonly group: string | undefined;
}

/**
 * When a group counts as noisy: more than this share of what is in work, and this many messages. SQS also looks at the time
 * that work took, which is left out. (Amazon SQS Developer Guide, "How Amazon SQS fair queues work".)
 */
const NOISY_SHARE = 0.1;
const NOISY_MESSAGES = 30;

interface Group<T> {
  readonly messages: { readonly message: T; readonly order: number }[];
  /** Of `messages`, how many were taken. */
  head: number;
  inWork: number;
}

/**
 * Quiet groups come first, in the order of arrival; among noisy ones the one with the fewest messages in work. A message
 * without a group is a group of its own.
 */
export const createFairQueue = <T>(): FairQueue<T> => {
  const groups = new Map<string, Group<T>>();
  const single: Group<T> = { messages: [], head: 0, inWork: 0 };
  let [waiting, inWork, order] = [0, 0, 0];

  const rank = ({ inWork: own, messages, head }: Group<T>): readonly [number, number] => {
    const isNoisy = own >= NOISY_MESSAGES && own > NOISY_SHARE * inWork;
    return [isNoisy ? own : 0, messages[head]?.order ?? 0];
  };

  /** The group whose turn it is, if anything waits. */
  const findNext = (): readonly [string | undefined, Group<T>] => {
    let best: readonly [string | undefined, Group<T>] = [undefined, single];
    let bestRank: readonly [number, number] = [0, single.messages[single.head]?.order ?? Number.POSITIVE_INFINITY];
    for (const [name, group] of groups) {
      if (group.head === group.messages.length) continue;
      const own = rank(group);
      if (
        own[0] < bestRank[0] ||
        (own[0] === bestRank[0] && own[1] < bestRank[1]) ||
        bestRank[1] === Number.POSITIVE_INFINITY
      ) {
        [best, bestRank] = [[name, group], own];
      }
    }
    return best;
  };

  return {
    waiting: () => waiting,
    send: (message, name) => {
      const group = name === undefined ? single : (groups.get(name) ?? { messages: [], head: 0, inWork: 0 });
      if (name !== undefined) groups.set(name, group);
      group.messages.push({ message, order: order++ });
      waiting++;
    },
    take: (count) => {
      const taken: Taken<T>[] = [];
      while (taken.length < count && waiting > 0) {
        const [name, group] = findNext();
        const next = group.messages[group.head];
        if (!next) break;
        group.head++;
        group.inWork++;
        waiting--;
        inWork++;
        taken.push({ message: next.message, group: name });
      }
      return taken;
    },
    settle: (taken) => {
      for (const { group: name } of taken) {
        const group = name === undefined ? single : groups.get(name);
        if (!group) throw new Error(`nothing of group ${name} is in work`);
        group.inWork--;
        inWork--;
        if (name !== undefined && group.inWork === 0 && group.head === group.messages.length) groups.delete(name);
      }
    },
  };
};
