import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { deleteMedia } from '../../shared/ledger/deletions.ts';
import { appendEvent, listEvents } from '../../shared/ledger/events.ts';
import { failMedia, scheduleProcessing } from '../../shared/ledger/ingests.ts';
import { findMedia, listMedias, type MediaCursor, type MediaFields, updateMedia } from '../../shared/ledger/medias.ts';
import { findRenditions } from '../../shared/ledger/renditions.ts';
import { findTasks, markTasksSent, unsentTasks } from '../../shared/ledger/tasks.ts';
import { clearUpload, startUpload } from '../../shared/ledger/uploads.ts';
import { mediaFailure } from '../../shared/media/failure.ts';
import { clonePostgres } from '../support/clone-postgres.ts';
import { makePlan, makeProbe } from './support/make-plan.ts';
import { createTestMedia, later, scheduleTestMedia, T0 } from './support/schedule-media.ts';

let pool: Awaited<ReturnType<typeof clonePostgres>>;
beforeAll(async () => {
  pool = await clonePostgres({ max: 30 });
});
afterAll(() => pool.end());

const eventTypes = async (id: string) => (await listEvents(pool, id, { limit: 100 })).map(({ type }) => type);

test('a media is as it was created', async () => {
  const media = await createTestMedia(pool);
  expect(media).toMatchObject({ title: 'A film', tags: ['a'], metadata: { key: 'value' }, status: 'AwaitingUpload' });
  expect(media).toMatchObject({ createdAt: T0, progress: 0, eventCount: 1 });
  expect(await findMedia(pool, media.id)).toEqual(media);
  expect(await findMedia(pool, 'med_none')).toBeUndefined();
  expect(await eventTypes(media.id)).toEqual(['media.created']);
});

test('an edit writes what is different, and says so', async () => {
  const { id } = await createTestMedia(pool);
  const edit = (media: MediaFields) => ({ ...media, title: 'New', metadata: {} });
  const updated = await updateMedia(pool, { id, edit, now: later(1) });
  expect(updated).toMatchObject({ title: 'New', tags: ['a'], metadata: {}, updatedAt: later(1), eventCount: 2 });
  expect((await listEvents(pool, id, { limit: 9 })).at(-1)?.data).toEqual({ changed: ['title', 'metadata'] });
  expect(await updateMedia(pool, { id, edit, now: later(2) })).toEqual(updated);
  expect(await updateMedia(pool, { id: 'med_none', edit, now: T0 })).toBeUndefined();
});

test('edits at once are made one after the other', async () => {
  const { id } = await createTestMedia(pool);
  const add = (tag: string) =>
    updateMedia(pool, { id, edit: (media) => ({ ...media, tags: [...media.tags, tag] }), now: later(1) });
  await Promise.all(['b', 'c', 'd', 'e'].map(add));
  const media = await findMedia(pool, id);
  expect(media?.tags.toSorted()).toEqual(['a', 'b', 'c', 'd', 'e']);
  expect(media?.eventCount).toBe(5);
});

test('an edit that is refused changes nothing', async () => {
  const { id } = await createTestMedia(pool);
  const refuse = () => {
    throw new Error('not like this');
  };
  await expect(updateMedia(pool, { id, edit: refuse, now: later(1) })).rejects.toThrow('not like this');
  await expect(deleteMedia(pool, { mediaId: id, now: later(1), check: refuse })).rejects.toThrow('not like this');
  expect(await findMedia(pool, id)).toMatchObject({ title: 'A film', eventCount: 1 });
});

describe('the list', () => {
  test('pages through everything once, newest first, while medias are added', async () => {
    const own = await clonePostgres();
    const ids: string[] = [];
    // Two of each moment: the id decides between them.
    for (let i = 0; i < 14; i++) ids.push((await createTestMedia(own, later(Math.floor(i / 2)))).id);
    const seen: string[] = [];
    let cursor: MediaCursor | undefined;
    do {
      const page = await listMedias(own, { limit: 3, ...(cursor && { cursor }) });
      seen.push(...page.medias.map(({ id }) => id));
      await createTestMedia(own, later(1000));
      cursor = page.next;
    } while (cursor);
    expect(new Set(seen).size).toBe(14);
    expect(seen.toSorted()).toEqual(ids.toSorted());
    await own.end();
  });

  test('is ended by a full page without a next one', async () => {
    const own = await clonePostgres();
    for (let i = 0; i < 4; i++) await createTestMedia(own, later(i));
    const first = await listMedias(own, { limit: 2 });
    const second = await listMedias(own, { limit: 2, ...(first.next && { cursor: first.next }) });
    expect(second.medias).toHaveLength(2);
    expect(second.next).toBeUndefined();
    await own.end();
  });

  test('can be of one status', async () => {
    const own = await clonePostgres();
    const { id } = await createTestMedia(own);
    await createTestMedia(own, later(1));
    await failMedia(own, { mediaId: id, failure: mediaFailure('empty_file'), now: later(2) });
    const page = await listMedias(own, { limit: 1, status: 'Errored' });
    expect(page.medias.map((media) => media.id)).toEqual([id]);
    const cursor = { createdAt: later(5).toISOString(), id };
    expect((await listMedias(own, { limit: 5, status: 'AwaitingUpload', cursor })).medias).toHaveLength(1);
    await own.end();
  });
});

describe('uploads', () => {
  const parts = { kind: 'multipart', uploadId: 'u-1', partBytes: 8_000_000 } as const;
  const upload = { bytes: 20_000_000, contentType: 'video/mp4', expiresAt: later(3600), now: T0 };

  test('a repeated start replaces the former upload and names it', async () => {
    const { id: mediaId } = await createTestMedia(pool);
    expect(await startUpload(pool, { mediaId, upload: parts, ...upload })).toEqual({ result: 'started' });
    const again = await startUpload(pool, { mediaId, upload: { kind: 'single' }, ...upload });
    expect(again).toMatchObject({ result: 'started', former: { kind: 'multipart', uploadId: 'u-1' } });
    const media = await findMedia(pool, mediaId);
    expect(media?.upload).toMatchObject({ kind: 'single', bytes: 20_000_000, uploadId: undefined, startedAt: T0 });
    expect(await eventTypes(mediaId)).toEqual(['media.created', 'upload.started', 'upload.started']);
  });

  test('an upload is cleared once', async () => {
    const { id: mediaId } = await createTestMedia(pool);
    await startUpload(pool, { mediaId, upload: parts, ...upload });
    const ends = await Promise.all([1, 2, 3].map(() => clearUpload(pool, { mediaId, now: T0 })));
    expect(ends.map(({ result }) => result).toSorted()).toEqual(['cleared', 'no_upload', 'no_upload']);
    expect(await eventTypes(mediaId)).toEqual(['media.created', 'upload.started', 'upload.aborted']);
  });

  test('only a media that waits for its file takes one', async () => {
    const { id: mediaId } = await scheduleTestMedia(pool);
    expect((await startUpload(pool, { mediaId, upload: parts, ...upload })).result).toBe('not_awaiting_upload');
    expect((await clearUpload(pool, { mediaId, now: T0 })).result).toBe('not_awaiting_upload');
    expect((await startUpload(pool, { mediaId: 'med_none', upload: parts, ...upload })).result).toBe('missing');
    expect((await clearUpload(pool, { mediaId: 'med_none', now: T0 })).result).toBe('missing');
  });
});

describe('ingest', () => {
  test('renditions and tasks are there with the state, and only once', async () => {
    const { id: mediaId } = await createTestMedia(pool);
    const plan = makePlan();
    const probe = makeProbe({ warnings: ['The file has no end.'] });
    const results = await Promise.all(
      Array.from({ length: 6 }, (_, run) =>
        scheduleProcessing(pool, {
          mediaId,
          source: { etag: '"e"', bytes: 1000 },
          probe,
          plan,
          taskIds: plan.tasks.map((_, i) => `tsk_${mediaId}_${run}_${i}`),
          now: later(1),
        }),
      ),
    );
    expect(results.filter((result) => result === 'scheduled')).toHaveLength(1);
    const media = await findMedia(pool, mediaId);
    expect(media).toMatchObject({ status: 'ScheduledProcessing', tasksTotal: 5, tasksLeft: 5, workTotal: 6 });
    expect(media).toMatchObject({ probe, plan: plan.outline, source: { etag: '"e"', bytes: 1000 } });
    expect((await findRenditions(pool, mediaId)).map(({ name, tasksLeft }) => [name, tasksLeft])).toEqual([
      ['720p', 3],
      ['360p', 3],
      ['audio-128k', 1],
    ]);
    const tasks = await findTasks(pool, mediaId);
    expect(tasks.map(({ spec }) => spec)).toEqual(plan.tasks.map(({ spec }) => spec));
    expect(tasks.map(({ segmentCount }) => segmentCount)).toEqual([1, undefined, undefined, 2, 2]);
    expect(await eventTypes(mediaId)).toEqual([
      'media.created',
      'media.uploaded',
      'media.probed',
      'media.source_warning',
      'media.scheduled',
    ]);
  });

  test('a plan that does not fit is refused whole', async () => {
    const { id: mediaId } = await createTestMedia(pool);
    const schedule = { mediaId, source: { etag: '"e"', bytes: 1 }, probe: makeProbe(), plan: makePlan(), now: T0 };
    await expect(scheduleProcessing(pool, { ...schedule, taskIds: ['one'] })).rejects.toThrow(/5 planned tasks/);
    expect((await findMedia(pool, mediaId))?.status).toBe('AwaitingUpload');
    expect(await scheduleProcessing(pool, { ...schedule, mediaId: 'med_none', taskIds: [] })).toBe('missing');
  });

  test('a media fails once, with everything that is open', async () => {
    const { id: mediaId } = await scheduleTestMedia(pool);
    const end = { mediaId, failure: mediaFailure('corrupt'), detail: 'moov is missing', now: later(1) };
    const results = await Promise.all([1, 2, 3, 4].map(() => failMedia(pool, end)));
    expect(results.toSorted()).toEqual(['already_terminal', 'already_terminal', 'already_terminal', 'failed']);
    expect(await findMedia(pool, mediaId)).toMatchObject({
      status: 'Errored',
      tasksLeft: 0,
      erroredAt: later(1),
      error: { code: 'corrupt', detail: 'moov is missing' },
    });
    expect(new Set((await findTasks(pool, mediaId)).map(({ status }) => status))).toEqual(new Set(['Failed']));
    expect(new Set((await findRenditions(pool, mediaId)).map(({ status }) => status))).toEqual(new Set(['Errored']));
    expect((await listEvents(pool, mediaId, { limit: 99 })).at(-1)).toMatchObject({
      level: 'Error',
      type: 'media.errored',
    });
    expect(await failMedia(pool, { ...end, mediaId: 'med_none' })).toBe('missing');
  });

  test('what was sent is not sent again', async () => {
    const { id, tasks } = await scheduleTestMedia(pool);
    expect((await unsentTasks(pool, id)).map((task) => task.id)).toEqual(tasks.map((task) => task.id));
    await markTasksSent(pool, tasks.slice(0, 2), later(3));
    expect((await unsentTasks(pool, id)).map((task) => task.id)).toEqual(tasks.slice(2).map((task) => task.id));
    expect((await findTasks(pool, id))[0]).toMatchObject({ sentAt: later(3), sends: 1 });
  });
});

test('events written at once are numbered without a hole', async () => {
  const { id: mediaId } = await createTestMedia(pool);
  const event = { level: 'Normal', type: 'test', message: 'A test.', data: { deep: { list: [1] } } } as const;
  await Promise.all(Array.from({ length: 10 }, () => appendEvent(pool, { mediaId, ...event, now: T0 })));
  const events = await listEvents(pool, mediaId, { limit: 100 });
  expect(events.map(({ seq }) => seq)).toEqual(Array.from({ length: 11 }, (_, i) => i + 1));
  expect(events.at(-1)?.data).toEqual({ deep: { list: [1] } });
  expect((await listEvents(pool, mediaId, { afterSeq: 9, limit: 1 })).map(({ seq }) => seq)).toEqual([10]);
  expect(await appendEvent(pool, { mediaId: 'med_none', ...event, now: T0 })).toBeUndefined();
});
