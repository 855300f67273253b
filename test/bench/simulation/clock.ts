/** Simulated time, in seconds, and what is going to happen. */
export interface Clock {
  readonly now: () => number;
  /** Has something happen after a while. What is due at the same moment happens in the order in which it was asked for. */
  readonly after: (seconds: number, action: () => void) => void;
  /** Lets time pass until nothing is due any more, or `isOver`. */
  readonly run: (isOver?: () => boolean) => void;
}

interface Event {
  readonly at: number;
  readonly order: number;
  readonly action: () => void;
}

const isBefore = (a: Event, b: Event): boolean => a.at < b.at || (a.at === b.at && a.order < b.order);

/** A clock that jumps from event to event: a binary heap of what is due. */
export const createClock = (): Clock => {
  const heap: Event[] = [];
  let [now, order] = [0, 0];

  const push = (event: Event): void => {
    let at = heap.length;
    heap.push(event);
    while (at > 0) {
      const parent = (at - 1) >> 1;
      const above = heap[parent] as Event;
      if (!isBefore(event, above)) break;
      heap[at] = above;
      at = parent;
    }
    heap[at] = event;
  };

  const pop = (): Event | undefined => {
    const [first, last] = [heap[0], heap.pop()];
    if (first === undefined || last === undefined || heap.length === 0) return first;
    let at = 0;
    for (;;) {
      const [left, right] = [heap[2 * at + 1], heap[2 * at + 2]];
      if (left === undefined) break;
      const isRight = right !== undefined && isBefore(right, left);
      const next = isRight ? right : left;
      if (!isBefore(next, last)) break;
      heap[at] = next;
      at = 2 * at + (isRight ? 2 : 1);
    }
    heap[at] = last;
    return first;
  };

  return {
    now: () => now,
    after: (seconds, action) => {
      if (!(seconds >= 0)) throw new Error(`nothing can happen ${seconds} s from now`);
      push({ at: now + seconds, order: order++, action });
    },
    run: (isOver = () => false) => {
      for (let event = isOver() ? undefined : pop(); event; event = isOver() ? undefined : pop()) {
        now = event.at;
        event.action();
      }
    },
  };
};
