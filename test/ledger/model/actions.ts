import { deleteMedia, purgeRows } from '../../../shared/ledger/deletions.ts';
import { measureGrowth } from '../../../shared/ledger/growth.ts';
import { findMedia } from '../../../shared/ledger/medias.ts';
import { completeMedia, recordGrowth } from '../../../shared/ledger/publications.ts';
import { findRenditions } from '../../../shared/ledger/renditions.ts';
import { STRAGGLER_RULES } from '../../../shared/ledger/stragglers.ts';
import { findTask, markTasksSent, outlineTasks, unsentTasks } from '../../../shared/ledger/tasks.ts';
import type { Outcome } from '../../../shared/media/outcome.ts';
import { isTerminal } from '../../../shared/media/status.ts';
import { copyStragglers } from '../../../shared/pipeline/copy-stragglers.ts';
import { sendTasks } from '../../../shared/pipeline/send-tasks.ts';
import { buryTranscodeLetter } from '../../../shared/pipeline/sweep-bury-letter.ts';
import { publishForgottenMedias } from '../../../shared/pipeline/sweep-publications.ts';
import { resendLostTasks, sendForgottenTasks } from '../../../shared/pipeline/sweep-tasks.ts';
import { resultOf } from '../support/report.ts';
import { T0 } from '../support/schedule-media.ts';
import { type Apply, LATE, RETRIES, type Run } from './run.ts';
import { type Budget, type InFlight, MEDIA_ID, type Report, type State } from './state.ts';

/** Something that can happen in a state. */
export interface Action {
  readonly name: string;
  readonly costs?: Partial<Budget>;
  /** What is no longer under way. */
  readonly takes?: InFlight;
  /** What is under way because of it, whatever the ledger says. */
  readonly leaves?: readonly InFlight[];
  readonly effect?: Effect;
}

/** What it does in the ledger. That follows from the rows and from what is said here, so each is done once. */
export interface Effect {
  readonly name: string;
  /** Answers with what is under way because of it, besides what was sent. */
  readonly run: (run: Run) => Promise<readonly InFlight[]>;
}

export interface Rules {
  /** Whether workers report their start. */
  readonly starts: boolean;
  /** Whether a sender can be overtaken between sending and saying so. */
  readonly marks: boolean;
  /** Whether sweep runs at all. */
  readonly sweeps: boolean;
  readonly apply: Apply;
}

/**
 * Everything that can happen: each message to anyone, each way a worker can end, each step of sweep. If something is under
 * way, the first action is that it goes well.
 */
export const actionsOf = (state: State, rules: Rules): Action[] => {
  const items = new Map(state.flight.map((item) => [JSON.stringify(item), item])).values();
  const actions = [...items].flatMap((item) => deliveriesOf(item, rules));
  const others = state.rows.media.length === 0 ? [PURGE] : [...(rules.sweeps ? sweepsOf(state) : []), DELETE];
  return [...actions, ...others].filter(({ costs = {} }) => canPay(state.budget, costs));
};

const canPay = (budget: Budget, costs: Partial<Budget>): boolean =>
  Object.entries(costs).every(([name, cost]) => budget[name as keyof Budget] >= cost);

export const pay = (budget: Budget, costs: Partial<Budget> = {}): Budget => ({
  ...budget,
  ...Object.fromEntries(Object.entries(costs).map(([name, cost]) => [name, budget[name as keyof Budget] - cost])),
});

const idOf = ({ tag }: Run, id: string): string => id.replace('@', tag);
const nothing = async (work: Promise<unknown>): Promise<readonly InFlight[]> => {
  await work;
  return [];
};

const PURGE: Action = {
  name: 'purge',
  effect: { name: 'purge', run: (run) => nothing(purgeRows(run.client, idOf(run, MEDIA_ID))) },
};
const DELETE: Action = {
  name: 'delete',
  costs: { deletions: 1 },
  effect: {
    name: 'delete',
    run: (run) => nothing(deleteMedia(run.client, { mediaId: idOf(run, MEDIA_ID), now: T0 })),
  },
};

/** One sibling is enough, or cases would have to be large. */
const EAGER = { ...STRAGGLER_RULES, siblings: 1 };

const SWEEPS = {
  'send what is unsent': sendForgottenTasks,
  'send what is lost': resendLostTasks,
  publish: publishForgottenMedias,
  'copy what is slow': (deps: Parameters<typeof copyStragglers>[0]) => copyStragglers(deps, { rules: EAGER }),
} as const;

const sweepsOf = ({ flight }: State): Action[] => {
  const waiting = flight.filter(({ kind }) => kind === 'task').length;
  return Object.entries(SWEEPS).map(([name, step]) => ({
    name: `sweep: ${name}`,
    costs: { sweeps: 1 },
    effect: { name: `sweep: ${name}, ${waiting} in the queue`, run: (run) => nothing(step(run.deps(LATE))) },
  }));
};

const deliveriesOf = (item: InFlight, rules: Rules): Action[] => {
  const on = (verb: string, run: Effect['run']): Effect => ({ name: `${verb} ${JSON.stringify(item)}`, run });
  const fault = { costs: { faults: 1 } };
  const lose: Action = { name: `lose ${item.kind}`, takes: item, ...fault };
  switch (item.kind) {
    case 'task':
      return [...workersOf(item, rules), lose];
    case 'report': {
      const { report } = item;
      const effect = on('record', (run) => record(run, report, rules));
      const dying = on('record and die', (run) => nothing(apply(run, report, rules)));
      const name = `record ${report.type}`;
      return [
        { name, takes: item, effect },
        { name: `${name}, not for the last time`, ...fault, effect },
        { name: `${name} and die`, ...fault, effect: dying },
        lose,
      ];
    }
    case 'mark': {
      const { id, ...rest } = item.sent;
      const mark = (run: Run) => nothing(markTasksSent(run.client, [{ ...rest, id: idOf(run, id) }], T0));
      return [{ name: 'mark as sent', takes: item, effect: on('mark', mark) }, lose];
    }
    case 'publish': {
      const effect = on('publish', readDue);
      return [
        { name: 'publish', takes: item, effect },
        { name: 'publish, not for the last time', ...fault, effect },
        lose,
      ];
    }
    case 'pointer':
      return [
        { name: 'move the pointer', takes: item, effect: on('move', (run) => movePointer(run, item.growth)) },
        lose,
      ];
    default:
      return item satisfies never;
  }
};

type TaskInFlight = Extract<InFlight, { kind: 'task' }>;

const workersOf = (item: TaskInFlight, { starts }: Rules): Action[] => {
  const { message, delivery } = item;
  const { taskId, mediaId, interruptions, attempt = delivery } = message;
  const base = { version: 1, taskId, mediaId, attempt, interruptions, at: T0.toISOString() } as const;
  const start: InFlight[] = starts ? [{ kind: 'report', report: { ...base, type: 'started', delivery } }] : [];
  const failed = (code: string, final: boolean): Report => ({ ...base, type: 'failed', code, message: code, final });
  const end = (name: string, report: Report, costs: Partial<Budget> = {}, ...left: InFlight[]): Action => ({
    name: `${name} ${taskId}`,
    costs,
    takes: item,
    leaves: [...start, { kind: 'report', report }, ...left],
  });
  const success = { ...base, type: 'succeeded', seconds: 1 } as const;
  const bury = (run: Run) => {
    const letter = { ...message, taskId: idOf(run, taskId), mediaId: idOf(run, mediaId) };
    return nothing(buryTranscodeLetter(run.deps(T0), letter));
  };
  return [
    end('succeed', success),
    end('succeed, and stay in the queue', success, { faults: 1 }, item),
    // Of another code than a dead letter's.
    end('fail', failed('internal', false), { fails: 1 }),
    end('fail for good', failed('corrupt', true), { finals: 1 }),
    end('interrupt', { ...base, type: 'interrupted', message: 'down' }, { interruptions: 1 }),
    {
      name: `die of ${taskId}`,
      costs: { deaths: 1 },
      takes: item,
      leaves: [...start, { ...item, delivery: delivery + 1 }],
    },
    {
      name: `bury ${taskId}`,
      costs: { finals: 1 },
      takes: item,
      effect: { name: `bury ${JSON.stringify(message)}`, run: bury },
    },
  ];
};

const apply = async (run: Run, report: Report, { apply: write }: Rules) => {
  const [taskId, mediaId] = [idOf(run, report.taskId), idOf(run, report.mediaId)];
  const task = report.type === 'succeeded' ? await findTask(run.client, taskId) : undefined;
  // Nobody reads the result of a task that is gone.
  const result = task ? resultOf(task) : { tracks: [], encodeSeconds: 0 };
  const outcome = { ...report, taskId, mediaId, ...(report.type === 'succeeded' && { result }) } as Outcome;
  return write(run.client, mediaId, [outcome], { retries: RETRIES, now: T0 });
};

/** `recordOutcomes`, but that another process may get in between sending and marking. */
const record = async (run: Run, report: Report, rules: Rules): Promise<readonly InFlight[]> => {
  const { publish } = await apply(run, report, rules);
  const due: InFlight[] = publish ? [{ kind: 'publish' }] : [];
  if (report.type !== 'failed' && report.type !== 'interrupted') return due;
  const tasks = await unsentTasks(run.client, idOf(run, report.mediaId), [idOf(run, report.taskId)]);
  await sendTasks(run.deps(T0), tasks);
  if (!rules.marks) await markTasksSent(run.client, tasks, T0);
  return [...due, ...(rules.marks ? tasks.map((task) => markOf(run, task)) : [])];
};

export const markOf = (
  { tag }: Pick<Run, 'tag'>,
  { id, failedAttempts, interruptions }: Extract<InFlight, { kind: 'mark' }>['sent'],
): InFlight => ({ kind: 'mark', sent: { id: id.replace(tag, '@'), failedAttempts, interruptions } });

/** What `publishMedia` reads, and then stores. */
const readDue = async (run: Run): Promise<readonly InFlight[]> => {
  const media = await findMedia(run.client, idOf(run, MEDIA_ID));
  if (!media?.plan || isTerminal(media.status)) return [];
  if (media.tasksLeft === 0) return [{ kind: 'pointer', growth: 'all' }];
  const [renditions, tasks] = [await findRenditions(run.client, media.id), await outlineTasks(run.client, media.id)];
  const { size, segments } = measureGrowth(media.plan, renditions, tasks);
  return size > media.publishedSegments ? [{ kind: 'pointer', growth: { size, segments } }] : [];
};

const movePointer = (
  run: Run,
  growth: Extract<InFlight, { kind: 'pointer' }>['growth'],
): Promise<readonly InFlight[]> => {
  const at = { mediaId: idOf(run, MEDIA_ID), now: T0 };
  return nothing(growth === 'all' ? completeMedia(run.client, at) : recordGrowth(run.client, { ...at, ...growth }));
};
