import type { Action } from './actions.ts';
import { hasEnded, Violation } from './invariants.ts';
import { placeOf, type State } from './state.ts';
import type { Step } from './step.ts';

interface Leading {
  readonly step: Step;
  readonly actions: (state: State) => readonly Action[];
  /** Places from which there is a way to an end; those on the way are added. */
  readonly ended: Set<string>;
}

/** The fair schedule: deliver what is under way, and nothing goes wrong; else sweep, as often as is needed. */
export const leadToEnds = async (start: State, { step, actions, ended }: Leading): Promise<void> => {
  const way: string[] = [];
  let state: State = { ...start, budget: SWEEPS_ONLY };
  while (!hasEnded(state) && !ended.has(placeOf(state))) {
    way.push(placeOf(state));
    state = { ...(await goOn(state, { step, actions })), budget: SWEEPS_ONLY };
  }
  for (const place of way) ended.add(place);
};

const SWEEPS_ONLY = { fails: 0, finals: 0, interruptions: 0, deaths: 0, faults: 0, sweeps: 1, deletions: 0 };

const goOn = async (state: State, { step, actions }: Pick<Leading, 'step' | 'actions'>): Promise<State> => {
  const candidates = state.flight.length > 0 ? actions(state).slice(0, 1) : actions(state);
  for (const action of candidates) {
    const next = await step(state, action);
    if (placeOf(next) !== placeOf(state)) return next;
  }
  throw new Violation('sweep finds nothing to do, and the media has not ended');
};

/** The same by what is known already: where each place leads to if all goes well. */
export const followToEnds = (goesOn: ReadonlyMap<string, string>, ended: Set<string>): void => {
  for (const place of goesOn.keys()) {
    const way = new Set<string>();
    for (let at = place; !ended.has(at); at = goesOn.get(at) ?? NOWHERE) {
      if (at === NOWHERE || way.has(at)) throw new Violation('there is a state from which no way is known to an end');
      way.add(at);
    }
    for (const each of way) ended.add(each);
  }
};

const NOWHERE = '';
