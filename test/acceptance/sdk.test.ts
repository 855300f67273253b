import { afterAll, beforeAll, expect, test } from 'vitest';
import { listEvents, listMedias, type UploadProgress, upload, waitUntilReady } from '../../sdk/index.ts';
import { makeVideo, type Video } from './support/make-video.ts';
import { useSdk } from './support/use-sdk.ts';

const connect = useSdk();
let video: Video;
beforeAll(async () => {
  video = await makeVideo(8);
});
afterAll(() => video?.remove());

/** A little above the default threshold: five parts of 16 MiB, the last one of 1 MiB. Nothing that could be played. */
const PART = 16 * 1024 * 1024;
const LARGE = 65 * 1024 * 1024;
const large = () => new Blob([new Uint8Array(LARGE).fill(7)]);
const partOf = ({ method, url }: { readonly method: string; readonly url: string }): number | undefined =>
  method === 'PUT' ? Number(new URL(url).searchParams.get('partNumber')) || undefined : undefined;

/** A client, and the parts whose PUTs were let through. */
const countParts = async (refuse: (part: number, tries: number) => Response | Error | undefined = () => undefined) => {
  const tries = new Map<number, number>();
  const stored: number[] = [];
  const client = await connect(async (request, send) => {
    const part = partOf(request);
    if (part === undefined) return send(request);
    tries.set(part, (tries.get(part) ?? 0) + 1);
    const refusal = refuse(part, tries.get(part) ?? 0);
    if (refusal instanceof Error) throw refusal;
    if (refusal) return refusal;
    const response = await send(request);
    stored.push(part);
    return response;
  });
  return { client, stored, tries };
};

test('a file goes up by its path, is followed and played', async () => {
  const client = await connect();
  const progress: UploadProgress[] = [];
  const { id, title } = await upload(client, video.path, { tags: ['sdk'], onProgress: (now) => progress.push(now) });
  expect(title).toBe('source.mp4');
  expect(progress.at(-1)?.sentBytes).toBe(progress.at(-1)?.totalBytes);
  const playable = await waitUntilReady(client, id, { until: 'playable', timeout: 60_000 });
  expect((await fetch(playable.playback?.hls ?? '')).status).toBe(200);
  const types: string[] = [];
  const ready = await waitUntilReady(client, id, { timeout: 120_000, onEvent: ({ type }) => types.push(type) });
  expect(ready).toMatchObject({ status: 'Ready', tags: ['sdk'], progress: 1 });
  expect(types[0]).toBe('media.created');
  // It may be ready by the time that it is looked at for being playable.
  expect(['media.playable', 'media.ready']).toContain(types.at(-1));
  // Who comes late does not wait.
  expect((await waitUntilReady(client, id)).status).toBe('Ready');
});

test('a large file goes up in parts; what is refused or lost is sent again, with a new address where that is old', async () => {
  const { client, tries } = await countParts((part, nth) => {
    if (nth > 1) return undefined;
    if (part === 1) return new TypeError('lost on the way');
    if (part === 2) return new Response(null, { status: 403 });
    return part === 3 ? new Response(null, { status: 503, headers: { 'retry-after': '0' } }) : undefined;
  });
  const progress: number[] = [];
  const { id } = await upload(client, large(), {
    title: 'Large',
    onProgress: ({ sentBytes }) => progress.push(sentBytes),
  });
  expect(Object.fromEntries([...tries].toSorted(([a], [b]) => a - b))).toEqual({ 1: 2, 2: 2, 3: 2, 4: 1, 5: 1 });
  expect(Math.max(...progress)).toBe(LARGE);
  expect(progress.at(-1)).toBe(LARGE);
  await expect(waitUntilReady(client, id, { timeout: 60_000 })).rejects.toMatchObject({
    name: 'MediaFailedError',
    code: 'not_media',
  });
});

test('an upload that was broken off is resumed by another client, and only what is missing is sent', async () => {
  const stopping = new AbortController();
  const first = await countParts();
  let id = '';
  const broken = upload(first.client, large(), {
    concurrency: 1,
    signal: stopping.signal,
    onCreated: (media) => {
      id = media.id;
    },
    onProgress: ({ sentBytes }) => sentBytes >= 2 * PART && stopping.abort(new Error('the tab was closed')),
  });
  await expect(broken).rejects.toThrow('the tab was closed');
  expect(first.stored).toEqual([1, 2]);

  const second = await countParts();
  const progress: number[] = [];
  const stream = large().stream();
  const media = await upload(
    second.client,
    { size: LARGE, stream },
    {
      resume: id,
      onProgress: ({ sentBytes }) => progress.push(sentBytes),
    },
  );
  expect(media.id).toBe(id);
  expect(second.stored.toSorted()).toEqual([3, 4, 5]);
  expect(Math.min(...progress)).toBeGreaterThan(2 * PART);
  // All of it is there: nothing more is sent, however often it is resumed.
  expect(await upload(second.client, large(), { resume: id })).toMatchObject({ id });
  expect(second.stored).toHaveLength(3);
});

test('another file is not what was begun', async () => {
  const client = await connect();
  const { id } = await client.createMedia({ body: { title: 'Begun', size: 10 } });
  await expect(upload(client, new Blob(['short']), { resume: id })).rejects.toThrow('has 5 bytes');
});

test('an abort can leave nothing behind', async () => {
  const stopping = new AbortController();
  const { client } = await countParts();
  let id = '';
  const broken = upload(client, large(), {
    onAbort: 'discard',
    signal: stopping.signal,
    onCreated: (media) => {
      id = media.id;
    },
    onProgress: () => stopping.abort(new Error('enough')),
  });
  await expect(broken).rejects.toThrow('enough');
  expect(await client.getMedia({ path: { id } })).not.toHaveProperty('pendingUpload');
  await expect(client.listParts({ path: { id } })).rejects.toMatchObject({ code: 'no_multipart_upload' });
});

test('lists are walked to their end, and events as they come', async () => {
  const client = await connect();
  const made = await Promise.all(
    Array.from({ length: 5 }, (_, i) => client.createMedia({ body: { title: `Walk ${i}` } })),
  );
  const seen: string[] = [];
  for await (const { id } of listMedias(client, { limit: 2 })) seen.push(id);
  expect(new Set(seen).size).toBe(seen.length);
  expect(seen).toEqual(expect.arrayContaining(made.map(({ id }) => id)));

  const id = made[0]?.id ?? '';
  const types: string[] = [];
  const following = (async () => {
    for await (const { type } of listEvents(client, id, { follow: true })) types.push(type);
  })();
  await client.updateMedia({ path: { id }, body: { title: 'Changed' } });
  await expect.poll(() => types, { timeout: 10_000 }).toEqual(['media.created', 'media.updated']);
  await client.deleteMedia({ path: { id } });
  await following;
  expect(types.at(-1)).toBe('media.deleted');
  await expect(waitUntilReady(client, id)).rejects.toMatchObject({ code: 'media_not_found', status: 404 });
});

test('waiting ends when its time is over', async () => {
  const client = await connect();
  const { id } = await client.createMedia({ body: { title: 'Nothing comes' } });
  await expect(waitUntilReady(client, id, { timeout: 500 })).rejects.toMatchObject({ name: 'TimeoutError' });
});
