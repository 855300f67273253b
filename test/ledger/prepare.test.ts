import { afterAll, beforeAll, expect, test } from 'vitest';
import { listEvents } from '../../shared/ledger/events.ts';
import { measureGrowth } from '../../shared/ledger/growth.ts';
import { findMedia } from '../../shared/ledger/medias.ts';
import { applyOutcome } from '../../shared/ledger/outcomes.ts';
import { findRenditions } from '../../shared/ledger/renditions.ts';
import type { TaskRow } from '../../shared/ledger/rows.ts';
import { findTasks, outlineTasks, unsentTasks } from '../../shared/ledger/tasks.ts';
import type { Outcome } from '../../shared/media/outcome.ts';
import type { Prepared } from '../../shared/media/prepared.ts';
import { assembleTracks } from '../../shared/pipeline/publish-assemble-tracks.ts';
import { clonePostgres } from '../support/clone-postgres.ts';
import { beginTestMedia, MINUTE, WHOLE } from './support/prepared-media.ts';
import { failed, resultOf, succeeded } from './support/report.ts';
import { later } from './support/schedule-media.ts';

/** A media that is planned in two steps: by what can it be played soon, and after a closer look the rest. */
let pool: Awaited<ReturnType<typeof clonePostgres>>;
beforeAll(async () => {
  pool = await clonePostgres({ max: 10 });
});
afterAll(() => pool.end());

const apply = (outcome: Outcome) => applyOutcome(pool, outcome, { retries: 3, now: later(5) });
const found = (look: TaskRow, prepared: Prepared) => succeeded(look, 1, { ...resultOf(look), prepared });

/** What of each rendition is encoded, as `kind name@first segment+segments`, sorted. */
const listWork = (tasks: readonly Pick<TaskRow, 'spec'>[]) =>
  tasks
    .flatMap(({ spec }) => {
      if (spec.kind !== 'video') return [];
      return spec.outputs.map(({ name, crf }) => `${name}@${spec.firstSegmentNumber}+${spec.frames / 150} crf ${crf}`);
    })
    .sort();

/** What playlists name of each rendition; the same is what publish puts together. */
const listSegments = async (id: string) => {
  const [media, renditions, tasks] = [
    await findMedia(pool, id),
    await findRenditions(pool, id),
    await findTasks(pool, id),
  ];
  if (!media?.plan) throw new Error('it has no plan');
  const { listed } = measureGrowth(media.plan, renditions, await outlineTasks(pool, id));
  const tracks = assembleTracks(renditions, tasks).map(({ name, segments }) => [name, segments.length] as const);
  expect(new Map(tracks)).toEqual(listed);
  return Object.fromEntries(listed);
};
const ALL = { '480p': 10, '360p': 10, '240p': 10, '144p': 10, 'audio-128k': 10 };

const finish = async (id: string) => {
  for (const task of await unsentTasks(pool, id)) {
    if (task.status === 'Pending') await apply(succeeded(task));
  }
};

test('is begun with the lowest rungs of the first segment, all sound and the poster', async () => {
  const { id, tasks } = await beginTestMedia(pool);
  expect(tasks.map(({ kind, renditions, queue }) => [kind, ...renditions, queue])).toEqual([
    ['video', '240p', '144p', 'first'],
    ['audio', 'audio-128k', 'first'],
    ['prepare', '480p', '360p', '240p', '144p', 'soon'],
    ['poster', 'soon'],
    ...tasks.slice(4).map(() => ['audio', 'audio-128k', 'soon']),
  ]);
  const media = await findMedia(pool, id);
  const whole = WHOLE.tasks.reduce((sum, { weight }) => sum + weight, 0);
  expect(media?.workTotal).toBeCloseTo(whole + 2);
  expect(media).toMatchObject({ tasksTotal: tasks.length, tasksLeft: tasks.length });
});

test('can be played before the rest is planned, and is not whole', async () => {
  const { id, tasks, look } = await beginTestMedia(pool);
  const others = tasks.filter((task) => task !== look);
  const due = await Promise.all(others.map((task) => apply(succeeded(task))));
  expect(due.some(({ publish }) => publish)).toBe(true);
  expect(await findMedia(pool, id)).toMatchObject({ status: 'Processing', tasksLeft: 1 });
  expect(await listSegments(id)).toEqual({ '240p': 1, '144p': 1, 'audio-128k': 10 });
  const renditions = await findRenditions(pool, id);
  expect(renditions.map(({ name, status }) => [name, status])).toEqual([
    ['480p', 'Pending'],
    ['360p', 'Pending'],
    ['240p', 'Processing'],
    ['144p', 'Processing'],
    ['audio-128k', 'Ready'],
  ]);
});

test('gets the rest when the look is over: together what one plan would be', async () => {
  const { id, look } = await beginTestMedia(pool);
  expect(await apply(found(look, {}))).toEqual({ publish: false, isPreparing: true });
  const tasks = await findTasks(pool, id);
  expect(listWork(tasks)).toEqual(listWork(WHOLE.tasks));
  expect(tasks.map(({ position }) => position)).toEqual(tasks.map((_, i) => i));
  const media = await findMedia(pool, id);
  expect(media).toMatchObject({ tasksTotal: tasks.length, tasksLeft: tasks.length - 1 });
  expect(media?.workTotal).toBeCloseTo(tasks.reduce((sum, { weight }) => sum + weight, 0));

  await finish(id);
  expect(await findMedia(pool, id)).toMatchObject({ status: 'Processing', tasksLeft: 0 });
  const renditions = await findRenditions(pool, id);
  expect(renditions.map(({ status, tasksLeft }) => `${status} ${tasksLeft}`)).toEqual(Array(5).fill('Ready 0'));
  expect(await listSegments(id)).toEqual(ALL);
  const counts = renditions.map(({ name }) => tasks.filter((task) => task.renditions.includes(name)).length);
  expect(renditions.map(({ tasksTotal }) => tasksTotal)).toEqual(counts);
});

test('is planned once, however often the look is reported', async () => {
  const { id, look } = await beginTestMedia(pool);
  await apply(found(look, {}));
  const [tasks, events] = [await findTasks(pool, id), await listEvents(pool, id, { limit: 100 })];
  // What was sent of it may be lost, so whoever reports again is told to send.
  expect(await apply(found(look, {}))).toEqual({ publish: false, isPreparing: true });
  expect(await apply(failed(look, 1, { final: true }))).toMatchObject({ isPreparing: true });
  expect(await findTasks(pool, id)).toEqual(tasks);
  expect(await listEvents(pool, id, { limit: 100 })).toEqual(events);
});

test('is planned as if nobody had looked, if that fails for good', async () => {
  const { id, look } = await beginTestMedia(pool);
  await apply(failed(look, 1));
  expect(await findTasks(pool, id)).toHaveLength(5);
  await apply(failed(look, 2, { final: true, code: 'corrupt' }));
  expect(listWork(await findTasks(pool, id))).toEqual(listWork(WHOLE.tasks));
  await finish(id);
  expect(await findMedia(pool, id)).toMatchObject({ status: 'Processing', tasksLeft: 0 });
  expect((await findRenditions(pool, id)).every(({ status }) => status === 'Ready')).toBe(true);
  expect(await listSegments(id)).toEqual(ALL);
  const events = await listEvents(pool, id, { limit: 100 });
  expect(events.filter(({ type }) => type === 'task.failed').map(({ level }) => level)).toEqual(['Warning', 'Warning']);
});

test('is planned upon what was found: other qualities, fewer rungs, another source', async () => {
  const { id, look } = await beginTestMedia(pool);
  const source = { bucket: 'media', key: 'other', etag: '"other"', bytes: 900_000 };
  const title = {
    rungs: [{ name: '480p', crf: 27 }],
    dropped: [
      { name: '360p', reason: 'It looks like 480p.' },
      { name: '144p', reason: 'It is begun, so it stays.' },
    ],
  };
  await apply(found(look, { title, remuxed: { source, probe: { ...MINUTE, container: 'mov,mp4' } } }));
  const tasks = await findTasks(pool, id);
  const expected = WHOLE.tasks.filter(({ spec }) => spec.kind === 'video');
  const wanted = listWork(expected)
    .filter((work) => !work.startsWith('360p'))
    .map((work) => (work.startsWith('480p') ? work.replace('crf 23', 'crf 27') : work));
  expect(listWork(tasks)).toEqual(wanted);
  const rest = tasks.filter(({ position, kind }) => kind === 'video' && position > look.position);
  expect(rest.every(({ spec }) => spec.source.key === 'other')).toBe(true);
  expect((await findRenditions(pool, id)).map(({ name }) => name)).toEqual(['480p', '240p', '144p', 'audio-128k']);
  const events = await listEvents(pool, id, { limit: 100 });
  expect(events.filter(({ type }) => type === 'rendition.dropped').map(({ message }) => message)).toEqual([
    'The rendition 360p is not made: It looks like 480p.',
  ]);
  await finish(id);
  expect((await findRenditions(pool, id)).every(({ status }) => status === 'Ready')).toBe(true);
});

test('of a standard source, nothing is encoded before the look', async () => {
  const { id, tasks, look } = await beginTestMedia(pool, { isStandard: true });
  expect(tasks.filter(({ kind }) => kind === 'video')).toEqual([]);
  await apply(found(look, {}));
  expect(listWork(await findTasks(pool, id)).filter((work) => work.includes('@1+'))).toHaveLength(4);
  await finish(id);
  expect(await findMedia(pool, id)).toMatchObject({ status: 'Processing', tasksLeft: 0 });
});
