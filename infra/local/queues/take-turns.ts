interface Message {
  readonly messageGroupId?: string | undefined;
}

/** A standard queue of fauxqs, as far as its order goes. */
export interface OrderedQueue {
  readonly messages: Message[];
  readonly inflightMessages: ReadonlyMap<string, { readonly message: Message }>;
}

const groupOf = ({ messageGroupId = '' }: Message): string => messageGroupId;

/**
 * SQS's fair queues, for one that hands messages over in the order in which they came: the next message is of the group of
 * which the fewest are in work; among equals, of the group that had its turn longest ago. Without groups the order stays.
 */
export const createTurns = () => {
  const turns = new WeakMap<OrderedQueue, Map<string, number>>();
  let turn = 0;

  /** Puts the message that is to be next before all others. */
  return (queue: OrderedQueue): void => {
    const { messages, inflightMessages } = queue;
    const firsts = new Map<string, number>();
    for (const [i, message] of messages.entries()) {
      const group = groupOf(message);
      if (!firsts.has(group)) firsts.set(group, i);
    }
    const inWork = new Map<string, number>();
    for (const { message } of inflightMessages.values()) {
      inWork.set(groupOf(message), (inWork.get(groupOf(message)) ?? 0) + 1);
    }
    const former = turns.get(queue);
    const rank = (group: string) => ({ inWork: inWork.get(group) ?? 0, turn: former?.get(group) ?? 0 });
    const [next] = [...firsts.keys()]
      .map((group) => ({ group, ...rank(group) }))
      .sort((a, b) => a.inWork - b.inWork || a.turn - b.turn);
    if (!next) return;
    // Groups of which nothing waits any more are forgotten.
    const kept = [...firsts.keys()].flatMap((group) =>
      former?.has(group) ? [[group, rank(group).turn] as const] : [],
    );
    turn += 1;
    turns.set(queue, new Map([...kept, [next.group, turn]]));
    const at = firsts.get(next.group) ?? 0;
    if (at > 0) messages.unshift(...messages.splice(at, 1));
  };
};
