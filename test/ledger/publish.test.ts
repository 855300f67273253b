import { PutObjectCommand } from '@aws-sdk/client-s3';
import type { Context, SQSEvent } from 'aws-lambda';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createHandler as createPublishHandler } from '../../functions/publish/handler.ts';
import { createHandler as createRecordHandler } from '../../functions/record/handler.ts';
import { listEvents } from '../../shared/ledger/events.ts';
import { findMedia } from '../../shared/ledger/medias.ts';
import { applyOutcome } from '../../shared/ledger/outcomes.ts';
import { completeMedia, recordGrowth } from '../../shared/ledger/publications.ts';
import { publishMedia } from '../../shared/pipeline/publish-media.ts';
import { readVersions, storeIfUnchanged } from '../../shared/pipeline/publish-store-object.ts';
import { Config } from '../../shared/runtime/config.ts';
import { readObject } from './support/read-object.ts';
import { failed, started, succeeded } from './support/report.ts';
import { later, scheduleTestMedia } from './support/schedule-media.ts';
import { type Services, startServices } from './support/start-services.ts';

let services: Services;
beforeAll(async () => {
  services = await startServices();
});
afterAll(() => services.stop());

const never = new AbortController().signal;
const publish = (id: string) => publishMedia(services.deps, id, never);
const read = (id: string, name: string) => readObject(services.deps, id, name);
const schedule = (shape = {}) => scheduleTestMedia(services.deps.database, shape);
const apply = (outcome: Parameters<typeof applyOutcome>[1]) =>
  applyOutcome(services.deps.database, outcome, { retries: 3, now: services.deps.now() });
const segmentsIn = (body = '') => body.match(/seg-\d+\.m4s/g)?.length ?? 0;

describe('while encoding', () => {
  test('playlists grow with the first segments of each rendition', async () => {
    const { id, tasks } = await schedule();
    const [first, audio, , second, third] = tasks;
    if (!first || !audio || !second || !third) throw new Error('no tasks');
    await apply(succeeded(first));
    expect(await publish(id)).toBe('nothing'); // no sound yet
    expect(await read(id, 'master.m3u8')).toBeUndefined();

    services.clock.now = later(7);
    await apply(succeeded(audio));
    expect(await publish(id)).toBe('growing');
    expect(await findMedia(services.deps.database, id)).toMatchObject({ publishedSegments: 7, playableAt: later(7) });
    const video = await read(id, 'video/720p/playlist.m3u8');
    expect(video).toMatchObject({
      cacheControl: 'public, max-age=1',
      contentType: 'application/vnd.apple.mpegurl',
    });
    expect(video?.body).toContain('#EXT-X-PLAYLIST-TYPE:EVENT');
    expect(video?.body).not.toContain('ENDLIST');
    expect(segmentsIn(video?.body)).toBe(1);
    expect(segmentsIn((await read(id, 'audio/audio-128k/playlist.m3u8'))?.body)).toBe(5);
    const master = (await read(id, 'master.m3u8'))?.body;
    expect(master?.match(/#EXT-X-STREAM-INF/g)).toHaveLength(2);
    expect(await read(id, 'manifest.mpd')).toBeUndefined();

    await apply(succeeded(third)); // not the next one
    expect(await publish(id)).toBe('nothing');
    await apply(succeeded(second));
    expect(await publish(id)).toBe('growing');
    expect(segmentsIn((await read(id, 'video/360p/playlist.m3u8'))?.body)).toBe(5);
    const events = await listEvents(services.deps.database, id, { limit: 100 });
    const playable = events.filter(({ type }) => type === 'media.playable');
    expect(playable.map(({ data }) => data)).toEqual([{ secondsToPlayable: 7, segments: 1 }]);
  });

  test('a sound that failed for good is not waited for', async () => {
    const { id, tasks } = await schedule();
    const [first, audio] = tasks;
    if (!first || !audio) throw new Error('no tasks');
    await apply(succeeded(first));
    expect((await apply(failed(audio, 4, { final: true }))).publish).toBe(true);
    expect(await publish(id)).toBe('growing');
    expect((await read(id, 'master.m3u8'))?.body).not.toContain('TYPE=AUDIO');
  });

  test('a second language joins when it is there', async () => {
    const { id, tasks } = await schedule({ audios: ['main', 'other'] });
    const [first, main, other, , second] = tasks;
    if (!first || !main || !other || !second) throw new Error('no tasks');
    await apply(succeeded(first));
    await apply(succeeded(main));
    await publish(id);
    expect((await read(id, 'master.m3u8'))?.body).not.toContain('audio/other/');
    await apply(succeeded(other));
    await apply(succeeded(second));
    await publish(id);
    expect((await read(id, 'master.m3u8'))?.body).toContain('audio/other/');
  });
});

describe('when no task is open', () => {
  const finish = async (shape = {}, isFailed: (i: number) => boolean = () => false) => {
    const { id, tasks } = await schedule(shape);
    for (const [i, task] of tasks.entries()) {
      await apply(isFailed(i) ? failed(task, 4, { final: true }) : succeeded(task));
    }
    return id;
  };

  test('everything is written, and the media is ready once', async () => {
    const id = await finish();
    services.clock.now = later(12);
    expect(await publish(id)).toBe('ready');
    expect(await publish(id)).toBe('nothing');
    const media = await findMedia(services.deps.database, id);
    expect(media).toMatchObject({ status: 'Ready', readyAt: later(12), playableAt: later(12), progress: 1 });
    const video = await read(id, 'video/720p/playlist.m3u8');
    expect(video).toMatchObject({ cacheControl: 'public, max-age=60' });
    expect(video?.body).toContain('#EXT-X-ENDLIST');
    expect(segmentsIn(video?.body)).toBe(5);
    expect((await read(id, 'video/720p/iframes.m3u8'))?.body).toContain('#EXT-X-I-FRAMES-ONLY');
    expect((await read(id, 'master.m3u8'))?.body).toContain('#EXT-X-I-FRAME-STREAM-INF');
    expect(await read(id, 'manifest.mpd')).toMatchObject({ contentType: 'application/dash+xml' });
    const events = await listEvents(services.deps.database, id, { limit: 100 });
    expect(events.slice(-2).map(({ type, data }) => [type, data])).toEqual([
      ['media.playable', { secondsToPlayable: 12, segments: 5 }],
      [
        'media.ready',
        { secondsToReady: 12, secondsToPlayable: 12, durationSeconds: 30, renditions: ['720p', '360p', 'audio-128k'] },
      ],
    ]);
  });

  test('renditions that failed are left out', async () => {
    const id = await finish({ groups: [['720p'], ['360p']], ranges: [1, 1] }, (i) => i === 0);
    expect(await publish(id)).toBe('ready');
    const master = (await read(id, 'master.m3u8'))?.body;
    expect(master).toContain('video/360p/');
    expect(master).not.toContain('720p');
    expect(await read(id, 'video/720p/playlist.m3u8')).toBeUndefined();
  });

  test('a media of sound alone is ready too', async () => {
    const id = await finish({ videos: [], audios: ['audio-128k'], poster: false });
    expect(await publish(id)).toBe('ready');
    expect(segmentsIn((await read(id, 'audio/audio-128k/playlist.m3u8'))?.body)).toBe(5);
  });

  test('only the configured formats are written', async () => {
    const id = await finish();
    const config = Config.parse({ encoding: { formats: ['dash'] } });
    expect(await publishMedia({ ...services.deps, config }, id, never)).toBe('ready');
    expect(await read(id, 'manifest.mpd')).toBeDefined();
    expect(await read(id, 'master.m3u8')).toBeUndefined();
  });

  test('twelve at once make one ready media and no older playlist', async () => {
    const { id, tasks } = await schedule();
    const runs = tasks.map(async (task, i) => {
      await new Promise((resolve) => setTimeout(resolve, i * 15));
      await apply(succeeded(task));
      return Promise.all([publish(id), publish(id)]);
    });
    const results = (await Promise.all(runs)).flat();
    expect(results.filter((result) => result === 'ready')).toHaveLength(1);
    for (const name of ['video/720p', 'video/360p', 'audio/audio-128k']) {
      expect((await read(id, `${name}/playlist.m3u8`))?.body).toContain('#EXT-X-ENDLIST');
    }
    expect((await read(id, 'master.m3u8'))?.body).toContain('AVERAGE-BANDWIDTH');
  });
});

describe('the pointer', () => {
  test('moves forward only, and not to Ready while a task is open', async () => {
    const { database } = services.deps;
    const { id: mediaId } = await schedule();
    expect(await recordGrowth(database, { mediaId, size: 3, segments: 3, now: later(1) })).toBe('grown');
    expect(await recordGrowth(database, { mediaId, size: 3, segments: 3, now: later(2) })).toBe('not_grown');
    expect(await recordGrowth(database, { mediaId, size: 1, segments: 1, now: later(2) })).toBe('not_grown');
    expect(await completeMedia(database, { mediaId, now: later(2) })).toBe('not_due');
    expect(await completeMedia(database, { mediaId: 'med_none', now: later(2) })).toBe('missing');
    expect(await findMedia(database, mediaId)).toMatchObject({ publishedSegments: 3, playableAt: later(1) });
  });
});

describe('an object', () => {
  test('that names others is stored after them', async () => {
    const keys: string[] = [];
    const { s3 } = services.deps;
    s3.middlewareStack.add(
      (next) => async (args) => {
        const answer = await next(args);
        if ('Body' in args.input && 'Key' in args.input) keys.push(`${args.input.Key}`);
        return answer;
      },
      { step: 'initialize', name: 'listen' },
    );
    const { id, tasks } = await schedule();
    for (const task of tasks) await apply(succeeded(task));
    await publish(id);
    s3.middlewareStack.remove('listen');
    const entries = keys.slice(-2).map((key) => key.replace(`${id}/`, ''));
    expect(keys.length).toBe(7);
    expect(entries.toSorted()).toEqual(['manifest.mpd', 'master.m3u8']);
  });

  test('is not stored over a newer one', async () => {
    const { s3, resources } = services.deps;
    const place = { s3, bucket: resources.mediaBucket, keyOf: (name: string) => `stale/${name}`, signal: never };
    const object = { name: 'a', body: 'old', contentType: 'text/plain' };
    const nothing = await readVersions(place, ['a']);
    expect(nothing.size).toBe(0);
    expect(await storeIfUnchanged(place, object, nothing, 'no-cache')).toBe('stored');
    expect(await storeIfUnchanged(place, object, nothing, 'no-cache')).toBe('stale');
    const one = await readVersions(place, ['a']);
    await s3.send(new PutObjectCommand({ Bucket: place.bucket, Key: 'stale/a', Body: 'newer' }));
    expect(await storeIfUnchanged(place, object, one, 'no-cache')).toBe('stale');
    expect((await readObject(services.deps, 'stale', 'a'))?.body).toBe('newer');
  });
});

describe('the handlers', () => {
  const eventOf = (...bodies: string[]): SQSEvent => ({
    Records: bodies.map((body, i) => ({ messageId: `m${i}`, body }) as SQSEvent['Records'][number]),
  });
  const context = {} as Context;
  const options = { signal: never };

  test('record applies a batch of several medias, asks for their publication, and gives poison back', async () => {
    const record = createRecordHandler(services.deps);
    const [a, b] = [await schedule(), await schedule({ videos: [], poster: false })];
    const [first, audio] = a.tasks;
    const [sound] = b.tasks;
    if (!first || !audio || !sound) throw new Error('no tasks');
    await services.take(services.deps.resources.queueUrls.publish);
    const reports = [started(first), succeeded(sound), succeeded(first), succeeded(audio)];
    const bodies = reports.map((report) => JSON.stringify(report));
    const answer = await record(eventOf('{nonsense', ...bodies, '{"version":2}'), context, options);
    expect(answer.batchItemFailures).toEqual([{ itemIdentifier: 'm0' }, { itemIdentifier: 'm5' }]);
    const messages = await services.take(services.deps.resources.queueUrls.publish);
    expect(messages).toHaveLength(2);
    expect(messages).toEqual(expect.arrayContaining([a.id, b.id].map((mediaId) => ({ version: 1, mediaId }))));
  });

  test('publish does what it is told and gives poison back', async () => {
    const { id, tasks } = await schedule({ videos: [], poster: false });
    for (const task of tasks) await apply(succeeded(task));
    const body = JSON.stringify({ version: 1, mediaId: id });
    const answer = await createPublishHandler(services.deps)(eventOf(body, '{}'), context, options);
    expect(answer.batchItemFailures).toEqual([{ itemIdentifier: 'm1' }]);
    expect((await findMedia(services.deps.database, id))?.status).toBe('Ready');
  });
});
