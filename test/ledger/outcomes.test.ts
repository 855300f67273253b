import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { listEvents } from '../../shared/ledger/events.ts';
import { failMedia } from '../../shared/ledger/ingests.ts';
import { findMedia } from '../../shared/ledger/medias.ts';
import { applyOutcome } from '../../shared/ledger/outcomes.ts';
import { findRenditions } from '../../shared/ledger/renditions.ts';
import { findTasks } from '../../shared/ledger/tasks.ts';
import { mediaFailure } from '../../shared/media/failure.ts';
import type { Outcome } from '../../shared/media/outcome.ts';
import { clonePostgres } from '../support/clone-postgres.ts';
import type { PlanShape } from './support/make-plan.ts';
import { failed, resultOf, started, succeeded } from './support/report.ts';
import { later, scheduleTestMedia, T0 } from './support/schedule-media.ts';

let pool: Awaited<ReturnType<typeof clonePostgres>>;
beforeAll(async () => {
  pool = await clonePostgres({ max: 30 });
});
afterAll(() => pool.end());

const apply = (outcome: Outcome) => applyOutcome(pool, outcome, { retries: 3, now: later(5) });

const eventsOf = async (id: string, prefix = '') =>
  (await listEvents(pool, id, { limit: 1000 })).filter(({ type }) => type.startsWith(prefix));

const statusesOf = async (id: string) => ({
  media: (await findMedia(pool, id))?.status,
  renditions: Object.fromEntries((await findRenditions(pool, id)).map(({ name, status }) => [name, status])),
});

describe('a start', () => {
  test('moves task, renditions and media', async () => {
    const { id, tasks } = await scheduleTestMedia(pool);
    const [first] = tasks;
    if (!first) throw new Error('no task');
    expect(await apply(started(first))).toEqual({ publish: false });
    expect(await statusesOf(id)).toEqual({
      media: 'Processing',
      renditions: { '720p': 'Processing', '360p': 'Processing', 'audio-128k': 'Pending' },
    });
    expect((await findTasks(pool, id))[0]).toMatchObject({ status: 'Running', attempts: 1, startedAt: later(5) });
  });

  test('has one event for each try, whoever repeats it', async () => {
    const { id, tasks } = await scheduleTestMedia(pool);
    const [first] = tasks;
    if (!first) throw new Error('no task');
    const reports = [1, 1, 2, 1, 2, 3, 2].map((attempt) => started(first, attempt));
    for (const report of reports) await apply(report);
    const events = await eventsOf(id, 'task.started');
    expect(events.map(({ data }) => data.attempt)).toEqual([1, 2, 3]);
    expect(await eventsOf(id, 'media.processing')).toHaveLength(1);
  });
});

describe('a success', () => {
  test('counts down, keeps the result, and makes whole renditions ready', async () => {
    const { id, tasks } = await scheduleTestMedia(pool, { ranges: [2], poster: false });
    const [video, audio] = tasks;
    if (!video || !audio) throw new Error('no tasks');
    expect(await apply(succeeded(video))).toEqual({ publish: false }); // its sound is missing
    expect(await findMedia(pool, id)).toMatchObject({ status: 'Processing', tasksLeft: 1, progress: 0.8 });
    expect(await apply(succeeded(audio))).toEqual({ publish: true });
    expect(await statusesOf(id)).toEqual({
      media: 'Processing',
      renditions: { '720p': 'Ready', '360p': 'Ready', 'audio-128k': 'Ready' },
    });
    expect((await findRenditions(pool, id))[0]).toMatchObject({ bytes: 60_000, initSha256: 'sha-720p', tasksLeft: 0 });
    expect((await findTasks(pool, id))[0]?.result).toEqual(resultOf(video));
    expect((await eventsOf(id)).map(({ type }) => type).slice(4)).toEqual([
      'media.processing',
      'task.succeeded',
      'rendition.ready',
      'rendition.ready',
      'task.succeeded',
      'rendition.ready',
    ]);
  });

  test('is told to be published as soon as a longer start can be played', async () => {
    const { tasks } = await scheduleTestMedia(pool);
    const [first, audio, poster, second, third] = tasks;
    if (!first || !audio || !poster || !second || !third) throw new Error('no tasks');
    expect(await apply(succeeded(third))).toEqual({ publish: false });
    expect(await apply(succeeded(audio))).toEqual({ publish: false });
    expect(await apply(succeeded(first))).toEqual({ publish: true });
    // Again, because the message may have been lost after the commit.
    expect(await apply(succeeded(first))).toEqual({ publish: true });
    await pool.query('update media set published_segments = 7 where id = $1', [first.mediaId]);
    expect(await apply(succeeded(poster))).toEqual({ publish: false });
    expect(await apply(succeeded(second))).toEqual({ publish: true });
  });

  test('with another init segment is a failure that names both', async () => {
    const { id, tasks } = await scheduleTestMedia(pool);
    const [first, , , second] = tasks;
    if (!first || !second) throw new Error('no tasks');
    const result = resultOf(second);
    const tracks = result.tracks.map((track) => ({ ...track, init: { ...track.init, sha256: `other-${track.name}` } }));
    await apply(succeeded(first));
    await apply(succeeded(second, 1, { ...result, tracks }));
    const task = (await findTasks(pool, id))[3];
    expect(task).toMatchObject({ status: 'Failed', errorCode: 'internal' });
    expect(task?.errorMessage).toContain('other-720p');
    expect(task?.errorMessage).toContain('sha-720p');
    expect((await statusesOf(id)).renditions).toMatchObject({ '720p': 'Errored', '360p': 'Errored' });
  });

  test('with holes, with a rendition missing, or without its poster is a failure', async () => {
    const { id, tasks } = await scheduleTestMedia(pool);
    const [first, audio, poster, second] = tasks;
    if (!first || !audio || !poster || !second) throw new Error('no tasks');
    const cut = (task: typeof first) => {
      const result = resultOf(task);
      return { ...result, tracks: result.tracks.map((track) => ({ ...track, segments: track.segments.slice(1) })) };
    };
    await apply(succeeded(second, 1, cut(second)));
    await apply(succeeded(audio, 1, cut(audio)));
    await apply(succeeded(first, 1, { ...resultOf(first), tracks: resultOf(first).tracks.slice(1) }));
    await apply(succeeded(poster, 1, { tracks: [], encodeSeconds: 1 }));
    const failures = (await findTasks(pool, id)).flatMap(({ errorMessage }) => errorMessage ?? []);
    expect(failures).toEqual([
      'The task was to write 720p, 360p and wrote 360p.',
      'The segments of audio-128k should be 1 to 4, but are 2, 3, 4, 5.',
      'The task was to make a poster and made none.',
      'The segments of 720p should be 2 to 3, but are 3.',
    ]);
  });

  test('of a media that has ended changes nothing', async () => {
    const { id, tasks } = await scheduleTestMedia(pool);
    await failMedia(pool, { mediaId: id, failure: mediaFailure('source_changed'), now: T0 });
    const before = { media: await findMedia(pool, id), tasks: await findTasks(pool, id) };
    for (const task of tasks) expect(await apply(succeeded(task))).toEqual({ publish: false });
    expect({ media: await findMedia(pool, id), tasks: await findTasks(pool, id) }).toEqual(before);
  });

  test('of an unknown task, or under another media, changes nothing', async () => {
    const [one, other] = [await scheduleTestMedia(pool), await scheduleTestMedia(pool)];
    const [task] = one.tasks;
    if (!task) throw new Error('no task');
    await apply(succeeded({ ...task, id: 'tsk_none' }));
    await apply(succeeded({ ...task, mediaId: other.id }));
    expect((await findMedia(pool, one.id))?.tasksLeft).toBe(5);
    expect((await findMedia(pool, other.id))?.tasksLeft).toBe(5);
  });
});

describe('a failure', () => {
  test('with another try to follow is a warning, once', async () => {
    const { id, tasks } = await scheduleTestMedia(pool);
    const [first] = tasks;
    if (!first) throw new Error('no task');
    for (let i = 0; i < 10; i++) expect(await apply(failed(first))).toEqual({ publish: false });
    const warnings = await eventsOf(id, 'task.failed');
    expect(warnings).toHaveLength(1);
    expect(warnings[0]).toMatchObject({
      level: 'Warning',
      data: { attempt: 1, code: 'encode_failed', detail: 'x264 said no', final: false },
    });
    expect(await statusesOf(id)).toMatchObject({ media: 'Processing', renditions: { '720p': 'Processing' } });
  });

  const end = async (shape: PlanShape, isFailed: (index: number) => boolean, code = 'encode_failed') => {
    const { id, tasks } = await scheduleTestMedia(pool, shape);
    let publish = false;
    for (const [i, task] of tasks.entries()) {
      publish = (await apply(isFailed(i) ? failed(task, 4, { final: true, code }) : succeeded(task))).publish;
    }
    return { id, publish, media: await findMedia(pool, id), events: await eventsOf(id) };
  };

  test('of the poster is a warning', async () => {
    const { publish, media, events } = await end({}, (i) => i === 2);
    expect(publish).toBe(true);
    expect(media).toMatchObject({ tasksLeft: 0, status: 'Processing' });
    expect(events.find(({ type }) => type === 'task.failed')?.level).toBe('Warning');
    expect(events.filter(({ level }) => level === 'Error')).toEqual([]);
  });

  test('of the sound leaves a video that says what is missing', async () => {
    const { publish, media, events } = await end({}, (i) => i === 1);
    expect(publish).toBe(true);
    expect(media).toMatchObject({ tasksLeft: 0, status: 'Processing' });
    expect(events.find(({ type }) => type === 'media.incomplete')).toMatchObject({
      level: 'Warning',
      data: { missing: ['audio-128k'] },
    });
  });

  test('of one group of rungs leaves the others', async () => {
    const groups = [['720p'], ['360p']];
    const { id, publish } = await end({ groups, ranges: [1, 1] }, (i) => i === 0);
    expect(publish).toBe(true);
    expect((await statusesOf(id)).renditions).toEqual({ '720p': 'Errored', '360p': 'Ready', 'audio-128k': 'Ready' });
  });

  test('of all pictures ends the media with the first reason in the order of the plan', async () => {
    const { publish, media, events } = await end({}, (i) => i === 0 || i === 3, 'corrupt');
    expect(publish).toBe(false);
    expect(media).toMatchObject({ status: 'Errored', error: { code: 'corrupt', detail: 'x264 said no' } });
    expect(events.filter(({ type }) => type === 'media.errored')).toHaveLength(1);
    expect(events.filter(({ type }) => type === 'rendition.errored')).toHaveLength(2);
  });

  test('that came second but stands first in the plan gives the reason', async () => {
    const { id, tasks } = await scheduleTestMedia(pool, { audios: [], poster: false, ranges: [1, 1] });
    const [first, second] = tasks;
    if (!first || !second) throw new Error('no tasks');
    await apply(failed(second, 4, { final: true, code: 'truncated' }));
    await apply(failed(first, 4, { final: true, code: 'corrupt' }));
    expect((await findMedia(pool, id))?.error?.code).toBe('corrupt');
  });

  test('with a code that is not for the public becomes encode_failed', async () => {
    const { media } = await end({ videos: [], poster: false }, () => true, 'x264_exploded');
    expect(media).toMatchObject({ status: 'Errored', error: { code: 'encode_failed' } });
  });

  test('of one of two sounds leaves an audio media playable', async () => {
    const { publish, events } = await end({ videos: [], audios: ['a', 'b'], poster: false }, (i) => i === 0);
    expect(publish).toBe(true);
    expect(events.at(-1)).toMatchObject({ type: 'media.incomplete', data: { missing: ['a'] } });
  });
});
