/** Locks by name inside this process. `shared` holders run together; an `exclusive` one runs alone. First come, first served. */
export interface NamedLocks {
  readonly exclusive: <T>(name: string, work: () => Promise<T>) => Promise<T>;
  readonly shared: <T>(name: string, work: () => Promise<T>) => Promise<T>;
}

interface Lock {
  /** Settles when the latest exclusive holder is done. */
  exclusive: Promise<unknown>;
  /** Settles when all shared holders since then are done. */
  shared: Promise<unknown>;
  waiting: number;
}

const settle = (promise: Promise<unknown>): Promise<void> =>
  promise.then(
    () => undefined,
    () => undefined,
  );

export const createNamedLocks = (): NamedLocks => {
  const locks = new Map<string, Lock>();

  const hold = <T>(name: string, start: (lock: Lock) => Promise<T>): Promise<T> => {
    const lock = locks.get(name) ?? { exclusive: Promise.resolve(), shared: Promise.resolve(), waiting: 0 };
    locks.set(name, lock);
    lock.waiting += 1;
    return start(lock).finally(() => {
      lock.waiting -= 1;
      if (lock.waiting === 0) locks.delete(name);
    });
  };

  return {
    exclusive: (name, work) =>
      hold(name, (lock) => {
        const turn = Promise.all([lock.exclusive, lock.shared]).then(work);
        lock.exclusive = settle(turn);
        lock.shared = Promise.resolve();
        return turn;
      }),
    shared: (name, work) =>
      hold(name, (lock) => {
        const turn = lock.exclusive.then(work);
        lock.shared = Promise.all([lock.shared, settle(turn)]);
        return turn;
      }),
  };
};
