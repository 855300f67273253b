import type { Pool } from 'pg';
import { applyOutcomes } from '../../../shared/ledger/outcomes.ts';
import { makePlan, type PlanShape } from '../support/make-plan.ts';
import { actionsOf, type Rules } from './actions.ts';
import { begin } from './begin.ts';
import { checkState, hasEnded } from './invariants.ts';
import { followToEnds, leadToEnds } from './lead-to-ends.ts';
import { type Budget, type Constants, keyOf, placeOf, type State } from './state.ts';
import { createMemory, createStep, type Step } from './step.ts';
import { createWays } from './ways.ts';

export interface Case {
  readonly shape: PlanShape;
  /** What may go wrong. */
  readonly budget: Partial<Budget>;
  /** @default no starts, no overtaking, sweeps, and the product's own way to apply reports */
  readonly rules?: Partial<Rules>;
}

export interface Explored {
  readonly states: number;
  readonly transitions: number;
  /** What was done in the database: several transitions have the same effect on the same rows. */
  readonly effects: number;
  /** States in which the media has ended or is gone. */
  readonly ends: number;
}

const NOTHING: Budget = { fails: 0, finals: 0, interruptions: 0, deaths: 0, faults: 0, sweeps: 0, deletions: 0 };
/** Connections that explore at once. */
const CONNECTIONS = 4;

/**
 * Every state that can be reached, breadth first, each once, by the real statements on the real database. Of each state and
 * each step it is checked that it is as it should be, and of each state that it leads to an end if nothing else goes wrong.
 * Throws a Violation, with the way to it.
 */
export const explore = async (pool: Pool, { shape, ...options }: Case): Promise<Explored> => {
  const rules: Rules = { starts: false, marks: false, sweeps: true, apply: applyOutcomes, ...options.rules };
  const budget: Budget = { ...NOTHING, ...options.budget };
  const { segments } = makePlan(shape).outline;
  const constants: Constants = new Map();
  const memory = createMemory();
  const clients = await Promise.all(Array.from({ length: CONNECTIONS }, () => pool.connect()));
  try {
    const steps = clients.map((client, i) => createStep(client, `run${i}`, constants, memory));
    const [client, step] = [clients[0], steps[0]];
    if (!client || !step) throw new Error('there is no connection');
    const initial: State = { ...(await begin(client, shape, rules, constants)), budget };

    const ways = createWays(keyOf(initial));
    const found: State[] = [initial];
    /** Where a state comes to if all goes well. */
    const goesOn = new Map<string, string>();
    /** Nothing is under way, and the media has not ended. */
    const resting = new Map<string, State>();
    const ended = new Set<string>();
    let [transitions, ends] = [0, 0];

    const visit = async (state: State, take: Step): Promise<void> => {
      const key = keyOf(state);
      if (hasEnded(state)) {
        ends += 1;
        ended.add(placeOf(state));
      } else if (state.flight.length === 0) resting.set(placeOf(state), state);
      for (const [i, action] of actionsOf(state, rules).entries()) {
        try {
          const next = await take(state, action);
          transitions += 1;
          if (i === 0 && state.flight.length > 0) goesOn.set(placeOf(state), placeOf(next));
          if (ways.has(keyOf(next))) continue;
          checkState(next.rows, segments, budget.fails - next.budget.fails);
          ways.add(keyOf(next), key, action.name);
          found.push(next);
        } catch (error) {
          throw ways.blame(error, key, action.name);
        }
      }
    };
    // A level at a time, so that the way to a fault is as short as can be.
    while (found.length > 0) {
      const level = found.splice(0);
      await allOrFirstError(
        steps.map(async (take) => {
          for (let state = level.pop(); state; state = level.pop()) await visit(state, take);
        }),
      );
    }
    const stepAndCheck: Step = async (state, action) => {
      const next = await step(state, action);
      checkState(next.rows, segments, budget.fails);
      return next;
    };
    const actions = (state: State) => actionsOf(state, rules);
    for (const state of resting.values()) {
      await leadToEnds(state, { step: stepAndCheck, actions, ended }).catch((error: unknown) => {
        throw ways.blame(error, keyOf(state), 'sweep');
      });
    }
    followToEnds(goesOn, ended);
    return { states: ways.count(), transitions, effects: memory.size, ends };
  } finally {
    for (const client of clients) client.release();
  }
};

/** All have stopped when it throws: they have connections that go back to the pool. */
const allOrFirstError = async (work: readonly Promise<void>[]): Promise<void> => {
  const failed = (await Promise.allSettled(work)).find((result) => result.status === 'rejected');
  if (failed) throw failed.reason;
};
