import type { Clock } from './clock.ts';

/** What somebody does, step after step: a number lets so many seconds pass, a function calls back when it is time to go on. */
export type Process = Generator<number | ((goOn: () => void) => void), void, void>;

/** Lets a process run to its end. */
export const play = (clock: Clock, process: Process, done: () => void = () => undefined): void => {
  const goOn = (): void => {
    const step = process.next();
    if (step.done) done();
    else if (typeof step.value === 'number') clock.after(step.value, goOn);
    else step.value(goOn);
  };
  goOn();
};

/** A step that is over when all of these processes are, which run side by side. */
export const sideBySide =
  (clock: Clock, processes: readonly Process[]) =>
  (goOn: () => void): void => {
    let left = processes.length;
    if (left === 0) goOn();
    for (const process of processes) {
      play(clock, process, () => {
        left--;
        if (left === 0) goOn();
      });
    }
  };
