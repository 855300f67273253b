import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { appendEvent, listEvents } from '../../shared/ledger/events.ts';
import { failMedia } from '../../shared/ledger/ingests.ts';
import { measureEvent } from '../../shared/ledger/measure-events.ts';
import { findMedia } from '../../shared/ledger/medias.ts';
import { completeMedia } from '../../shared/ledger/publications.ts';
import { transaction } from '../../shared/ledger/transaction.ts';
import { mediaFailure } from '../../shared/media/failure.ts';
import type { Outcome } from '../../shared/media/outcome.ts';
import { publishMedia } from '../../shared/pipeline/publish-media.ts';
import { recordOutcomes } from '../../shared/pipeline/record-outcomes.ts';
import { failed, started, succeeded } from './support/report.ts';
import { createTestMedia, later, scheduleTestMedia, T0 } from './support/schedule-media.ts';
import { type Services, startServices } from './support/start-services.ts';

let services: Services;
beforeAll(async () => {
  services = await startServices();
});
afterAll(() => services.stop());
beforeEach(() => {
  services.metrics.clear();
  services.clock.now = T0;
});

const counted: Services['metrics']['of'] = (name) => services.metrics.of(name);
const schedule = (shape = {}) => scheduleTestMedia(services.deps.database, shape);
const record = (...outcomes: readonly Outcome[]) => recordOutcomes(services.deps, outcomes[0]?.mediaId ?? '', outcomes);
const publish = (id: string) => publishMedia(services.deps, id, new AbortController().signal);

describe('what is counted of a media', () => {
  test('is counted once, however often it is reported and published', async () => {
    const { id, tasks } = await schedule();
    const [first, audio, poster, ...others] = tasks;
    if (!first || !audio || !poster) throw new Error('no tasks');
    services.clock.now = later(4);
    for (const _twice of [1, 2]) {
      await record(started(first), failed(first, 1), started(first, 2), succeeded(first, 2));
      await record(succeeded(audio), succeeded(poster), succeeded(audio));
      await publish(id);
    }
    services.clock.now = later(9);
    for (const _twice of [1, 2]) {
      for (const task of others) await record(succeeded(task), failed(task, 4, { final: true }));
      await Promise.all([publish(id), publish(id), publish(id)]);
    }
    expect(counted('UploadsCompleted')).toEqual([1]);
    expect(counted('UploadBytes')).toEqual([1000]);
    expect(counted('TimeToPlayable')).toEqual([4]);
    expect(counted('TimeToReady')).toEqual([9]);
    expect(counted('MediaSeconds')).toEqual([30]);
    expect(counted('MediasEnded')).toEqual([{ value: 1, status: 'Ready' }]);
    expect(counted('Failures')).toEqual([]);
    expect(counted('TasksRetried')).toEqual([{ value: 1, kind: 'video' }]);
    expect(counted('TasksFailed')).toEqual([]);
    const done = counted('TasksDone').map((value) => (value as { kind: string }).kind);
    expect(done.toSorted()).toEqual(['audio', 'poster', 'video', 'video', 'video']);
    expect(counted('EncoderSeconds')).toContainEqual({ value: 0.2, kind: 'poster' });
    expect(counted('RenditionSeconds')).toContainEqual({ value: 30, rendition: 'audio-128k' });
    const of720p = counted('RenditionSeconds').filter((value) => (value as { rendition: string }).rendition === '720p');
    expect(of720p.map((value) => (value as { value: number }).value).toSorted()).toEqual([12, 12, 6]);
  });

  test('says why it failed, once', async () => {
    const { tasks } = await schedule({ videos: [], poster: false });
    const [audio] = tasks;
    if (!audio) throw new Error('no task');
    await record(failed(audio, 4, { final: true, code: 'corrupt' }));
    await record(failed(audio, 4, { final: true, code: 'corrupt' }), succeeded(audio));
    expect(counted('TasksFailed')).toEqual([{ value: 1, kind: 'audio' }]);
    expect(counted('Failures')).toEqual([{ value: 1, code: 'corrupt' }]);
    expect(counted('MediasEnded')).toEqual([{ value: 1, status: 'Errored' }]);
    expect(counted('MediaSeconds')).toEqual([]);
  });
});

describe('events', () => {
  test('that are rolled back count for nothing', async () => {
    const { database } = services.deps;
    const { id: mediaId } = await createTestMedia(database);
    const end = { mediaId, failure: mediaFailure('internal'), now: T0 };
    const broken = transaction(database, async (client) => {
      await failMedia(client, end);
      throw new Error('and then something broke');
    });
    await expect(broken).rejects.toThrow('and then something broke');
    // The pool gives the same client again.
    await appendEvent(database, { mediaId, level: 'Normal', type: 'media.updated', message: 'Changed.', now: T0 });
    expect(counted('MediasEnded')).toEqual([]);
    await transaction(database, (client) => failMedia(client, end));
    expect(counted('MediasEnded')).toEqual([{ value: 1, status: 'Errored' }]);
  });

  test('of a transaction that had to be done again are counted once', async () => {
    const { database } = services.deps;
    const { id: mediaId, tasks } = await schedule({ videos: [], poster: false });
    for (const task of tasks) await record(succeeded(task));
    const results = await Promise.all(
      Array.from({ length: 8 }, () => completeMedia(database, { mediaId, now: later(1) })),
    );
    expect(results.filter((result) => result === 'ready')).toHaveLength(1);
    expect((await findMedia(database, mediaId))?.status).toBe('Ready');
    expect(counted('MediasEnded')).toEqual([{ value: 1, status: 'Ready' }]);
  });

  test('all can be measured, as they are read back', async () => {
    const { id, tasks } = await schedule();
    for (const task of tasks) await record(started(task), failed(task, 1), succeeded(task, 2));
    await publish(id);
    const events = await listEvents(services.deps.database, id, { limit: 1000 });
    expect(events.flatMap(measureEvent).length).toBeGreaterThan(20);
  });
});
