import type { Clock } from './clock.ts';
import type { Semaphore } from './semaphore.ts';

/** New environments of a function: so many at once, and so many a second. */
export interface ScalingRate {
  readonly burst: number;
  readonly perSecond: number;
}

export interface LambdaOptions {
  readonly clock: Clock;
  /** How many Lambdas of the account run at once, in all. */
  readonly account: Semaphore;
  readonly scaling: ScalingRate;
  /** Until a new environment is ready, in seconds. */
  readonly coldStart: () => number;
  /** How fast a new environment is, against others. */
  readonly speed: () => number;
  /** Environments that are ready from the start. */
  readonly warm?: number;
}

export interface Lambda {
  /** Runs once; `work` gets the environment's speed, and calls `done` at its end. */
  readonly invoke: (work: (speed: number, done: () => void) => void) => void;
  readonly coldStarts: () => number;
}

/** A function: an environment that is ready takes the next call, and if there is none a new one is made. */
export const createLambda = ({ clock, account, scaling, coldStart, speed, warm = 0 }: LambdaOptions): Lambda => {
  const ready: number[] = Array.from({ length: warm }, speed);
  let coldStarts = 0;
  let [allowed, countedAt] = [scaling.burst, 0];

  /** How long a new environment has to wait for its turn. */
  const takeTurn = (): number => {
    allowed = Math.min(scaling.burst, allowed + (clock.now() - countedAt) * scaling.perSecond) - 1;
    countedAt = clock.now();
    return Math.max(0, -allowed / scaling.perSecond);
  };

  const begin = (own: number, work: (speed: number, done: () => void) => void): void =>
    work(own, () => {
      ready.push(own);
      account.leave();
    });

  return {
    invoke: (work) =>
      account.enter(() => {
        const own = ready.pop();
        if (own !== undefined) return begin(own, work);
        coldStarts++;
        clock.after(takeTurn() + coldStart(), () => begin(speed(), work));
      }),
    coldStarts: () => coldStarts,
  };
};
