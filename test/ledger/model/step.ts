import { createHash } from 'node:crypto';
import type { PoolClient } from 'pg';
import { type Action, type Effect, pay } from './actions.ts';
import { checkStep, Violation } from './invariants.ts';
import { createRun } from './run.ts';
import { type Constants, type Dump, dump, type InFlight, type Rows, restore, type State, sortFlight } from './state.ts';

/** What an action makes of a state. */
export type Step = (state: State, action: Action) => Promise<State>;

interface Done {
  readonly rows: Rows;
  readonly rowsKey: string;
  readonly left: readonly InFlight[];
}

export const keyOfRows = (rows: Rows): string => createHash('sha1').update(JSON.stringify(rows)).digest('base64');

/** What was done to which rows: shared by all who step, so that nothing is done twice. */
export const createMemory = () => new Map<string, Promise<Done>>();
export type Memory = ReturnType<typeof createMemory>;

/** One who steps, with a connection and with ids of its own. */
export const createStep = (client: PoolClient, tag: string, constants: Constants, memory: Memory): Step => {
  /** Puts the rows together, lets it happen, and sees what came of it, in a transaction that is rolled back. */
  const act = async (state: State, effect: Effect): Promise<Done> => {
    const run = createRun(client, tag, state.flight);
    await client.query('begin isolation level repeatable read');
    let left: readonly InFlight[];
    let after: Dump;
    try {
      await restore(client, state.rows, tag, constants);
      left = await effect.run(run);
      after = await dump(client, tag);
    } finally {
      await client.query('rollback');
    }
    checkStep(state.rows, after);
    if (state.rows.media.length === 0 && run.sent.some(({ kind }) => kind !== 'report')) {
      throw new Violation('something was sent of a media that is gone');
    }
    return { rows: after.rows, rowsKey: keyOfRows(after.rows), left: [...left, ...run.sent] };
  };
  return async (state, { takes, leaves = [], costs, effect }) => {
    const key = `${state.rowsKey} ${effect?.name}`;
    const done = effect ? (memory.get(key) ?? act(state, effect)) : { ...state, left: [] };
    if (effect && !memory.has(key)) memory.set(key, Promise.resolve(done));
    const { rows, rowsKey, left } = await done;
    const text = JSON.stringify(takes);
    const taken = takes ? state.flight.findIndex((item) => JSON.stringify(item) === text) : -1;
    const flight = [...state.flight.filter((_, i) => i !== taken), ...leaves, ...left];
    return { rows, rowsKey, flight: sortFlight(flight), budget: pay(state.budget, costs) };
  };
};
