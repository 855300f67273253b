import { RETRIES } from './run.ts';
import type { Dump, Rows, State } from './state.ts';

/** Thrown by what must not be. */
export class Violation extends Error {}

const require = (isTrue: boolean, what: string): void => {
  if (!isTrue) throw new Violation(what);
};

interface Task {
  readonly id: string;
  readonly status: string;
  readonly renditions: string;
  readonly weight: number;
  readonly attempts: number;
  readonly failed_attempts: number;
  readonly interruptions?: number;
  readonly deliveries?: number;
  readonly copied_attempt?: number;
  readonly sends: number;
  readonly sent_at?: string;
  readonly started_at?: string;
  readonly error_code?: string;
}
interface Rendition {
  readonly name: string;
  readonly kind: string;
  readonly status: string;
  readonly tasks_left: number;
}
interface Media {
  readonly status: string;
  readonly tasks_left: number;
  readonly work_done: number;
  readonly published_segments: number;
  readonly playable_at?: string;
  readonly error_code?: string;
}
interface Typed {
  readonly media: Media | undefined;
  readonly renditions: readonly Rendition[];
  readonly tasks: readonly Task[];
}
const typed = ({ media, rendition, task }: Rows): Typed => ({
  media: media[0] as unknown as Media | undefined,
  renditions: rendition as unknown as Rendition[],
  tasks: task as unknown as Task[],
});

const isOpen = ({ status }: Pick<Task, 'status'>): boolean => status === 'Pending' || status === 'Running';
const isEnded = ({ status }: Pick<Media, 'status'>): boolean => status === 'Ready' || status === 'Errored';
export const hasEnded = ({ rows }: Pick<State, 'rows'>): boolean =>
  rows.media.every((media) => isEnded(media as unknown as Media));

/** What is true of every state. `fails`: how many tries have failed so far. */
export const checkState = (rows: Rows, segments: number, fails: number): void => {
  const { media, renditions, tasks } = typed(rows);
  if (!media) return;
  const open = tasks.filter(isOpen);
  require(media.tasks_left === open.length, `tasks_left is ${media.tasks_left} of ${open.length} open tasks`);
  const done = tasks.filter((task) => !isOpen(task)).reduce((sum, { weight }) => sum + weight, 0);
  require(media.work_done === done, `work_done is ${media.work_done}, not ${done}`);
  for (const rendition of renditions) checkRendition(rendition, tasks);
  for (const task of tasks) checkTask(task);
  const counted = tasks.reduce(
    (sum, { failed_attempts, error_code }) => sum + failed_attempts - Number(isFinal(error_code)),
    0,
  );
  require(counted <= fails, `${counted} tries were counted and ${fails} failed`);
  const kind = renditions.some((rendition) => rendition.kind === 'video') ? 'video' : 'audio';
  const isPlayable = renditions.some((rendition) => rendition.kind === kind && rendition.status === 'Ready');
  if (media.status === 'Ready') require(open.length === 0 && isPlayable, 'Ready without anything that is whole');
  if (media.status === 'Errored') require(open.length === 0 && !isPlayable, 'Errored with something that is whole');
  if (open.length === 0 && !isPlayable)
    require(media.status === 'Errored', 'no task is open, nothing is whole, no end');
  const hasBegun = tasks.some(({ started_at }) => started_at !== undefined);
  if (!isEnded(media))
    require((media.status === 'Processing') === hasBegun, `${media.status}, but work has begun: ${hasBegun}`);
  const all = segments * renditions.length;
  require(media.published_segments <= all, 'more segments are published than there are');
  if (media.status === 'Ready') require(media.published_segments === segments && !!media.playable_at, 'Ready in part');
};

/** Of dead letters and of what cannot be mended; such a failure is no try that was repeated. */
const isFinal = (code: string | undefined): boolean => code === 'corrupt' || code === 'encode_failed';

const checkRendition = ({ name, status, tasks_left }: Rendition, tasks: readonly Task[]): void => {
  const own = tasks.filter(({ renditions }) => (JSON.parse(renditions) as string[]).includes(name));
  require(tasks_left === own.filter(isOpen).length, `tasks_left of ${name} is ${tasks_left}`);
  const expected = own.some((task) => task.status === 'Failed')
    ? 'Errored'
    : own.every((task) => task.status === 'Succeeded')
      ? 'Ready'
      : own.some(({ started_at }) => started_at !== undefined)
        ? 'Processing'
        : 'Pending';
  require(status === expected, `${name} is ${status} and should be ${expected}`);
};

const checkTask = (task: Task): void => {
  const { id, status, failed_attempts, attempts, started_at, error_code } = task;
  require(failed_attempts <= RETRIES + 1 && failed_attempts <= attempts, `${id} has failed ${failed_attempts} times`);
  const isSpent = failed_attempts === RETRIES + 1;
  if (status === 'Failed') require(isFinal(error_code) || isSpent, `${id} has failed, and tries were left`);
  if (isOpen(task)) require(failed_attempts <= RETRIES, `${id} is open, its tries are spent`);
  require((task.copied_attempt ?? 0) <= failed_attempts + 1, `${id} has a copy of a try that is still to come`);
  require((status === 'Pending') === (started_at === undefined), `${id} is ${status}, started: ${started_at}`);
};

const ARROWS: Readonly<Record<string, readonly string[]>> = {
  'media ScheduledProcessing': ['Processing', 'Ready', 'Errored'],
  'media Processing': ['Ready', 'Errored'],
  'rendition Pending': ['Processing', 'Ready', 'Errored'],
  'rendition Processing': ['Ready', 'Errored'],
  'task Pending': ['Running', 'Succeeded', 'Failed'],
  'task Running': ['Succeeded', 'Failed'],
};

/** What is true of every step: legal arrows, and for each change its event, and no event without its change. */
export const checkStep = (before: Rows, after: Dump): void => {
  const [from, to] = [typed(before), typed(after.rows)];
  const events = after.events.slice(before.event.length).map(({ type, data }) => ({
    type: String(type),
    data: JSON.parse(String(data)) as Readonly<Record<string, unknown>>,
  }));
  const happened: string[] = [];
  const moved = (kind: string, name: string, was: string, is: string): void => {
    if (was === is) return;
    require(ARROWS[`${kind} ${was}`]?.includes(is) === true, `${kind} ${name} went from ${was} to ${is}`);
    happened.push(`${kind} ${name} ${is}`);
  };
  if (!from.media) {
    require(!to.media, 'a deleted media is back');
    require(events.length === 0, 'a deleted media has another event');
    require(to.tasks.length <= from.tasks.length && to.renditions.length <= from.renditions.length, 'rows came back');
    return;
  }
  if (!to.media) {
    require(events.map(({ type }) => type).join() === 'media.deleted', 'a deletion has one event');
    return;
  }
  moved('media', '', from.media.status, to.media.status);
  // It may have ended in the step in which it began.
  const begins = from.media.status === 'ScheduledProcessing' && to.media.status !== 'ScheduledProcessing';
  for (const [i, task] of to.tasks.entries()) {
    const was = from.tasks[i];
    if (!was) throw new Violation('a task came from nowhere');
    moved('task', task.id, was.status, task.status);
    if (!isOpen(was)) require(JSON.stringify(was) === JSON.stringify(task), `${task.id} had ended and was changed`);
    const isRepeated = isOpen(task) && task.failed_attempts > was.failed_attempts;
    if (isRepeated) happened.push(`task ${task.id} repeated`);
    const interruptions = task.interruptions ?? 0;
    if (interruptions > (was.interruptions ?? 0) && Number.isInteger(Math.log2(interruptions))) {
      happened.push(`task ${task.id} interrupted`);
    }
    if ((task.copied_attempt ?? 0) > (was.copied_attempt ?? 0)) happened.push(`task ${task.id} copied`);
  }
  for (const [i, rendition] of to.renditions.entries()) {
    moved('rendition', rendition.name, from.renditions[i]?.status ?? '', rendition.status);
  }
  if (isEnded(from.media)) require(events.length === 0, 'a media that has ended has another event');
  const expected = happened.flatMap(
    (change) => EXPECTED[change.replace(/ \S* /, ' ')]?.map((type) => `${type} ${change.split(' ')[1]}`) ?? [],
  );
  if (begins) expected.push('media.processing ');
  if (!from.media.playable_at && to.media.playable_at) expected.push('media.playable ');
  const told = events.flatMap(({ type, data }) => {
    const name = type === 'task.failed' ? `task.failed ${data.final}` : type;
    return TOLD.has(name) ? [`${name} ${data.taskId ?? data.rendition ?? ''}`] : [];
  });
  require(told.toSorted().join() === expected.toSorted().join(), `told: ${told.join()}; happened: ${expected.join()}`);
  const seqs = after.events.map(({ seq }) => seq);
  require(seqs.every((seq, i) => seq === i + 1), `events are numbered ${seqs.join()}`);
};

/** Which events each change has. */
const EXPECTED: Readonly<Record<string, readonly string[]>> = {
  'media Ready': ['media.ready'],
  'media Errored': ['media.errored'],
  'rendition Ready': ['rendition.ready'],
  'rendition Errored': ['rendition.errored'],
  'task Succeeded': ['task.succeeded'],
  'task Failed': ['task.failed true'],
  'task repeated': ['task.failed false'],
  'task interrupted': ['task.interrupted'],
  'task copied': ['task.straggling'],
};
const TOLD = new Set([...Object.values(EXPECTED).flat(), 'media.playable', 'media.processing']);
