import { DeleteObjectCommand, HeadObjectCommand, PutObjectCommand } from '@aws-sdk/client-s3';
import { expect, test } from 'vitest';
import { serveSource } from '../../shared/encoding/serve-source.ts';
import { newId } from '../../shared/media/identifiers.ts';
import { mediaKey, originalKey } from '../../shared/media/keys.ts';
import { storeOfTask } from '../../shared/pipeline/store-of-task.ts';
import { usePipeline } from '../support/use-pipeline.ts';

const pipeline = usePipeline();
const signal = new AbortController().signal;

/** A source, and the store of a task that reads it. `readAgo`: seconds since it was last read. */
const begin = async (readAgo = Number.POSITIVE_INFINITY) => {
  const { s3, originalsBucket: bucket, mediaBucket } = pipeline.store;
  const mediaId = newId('med', new Date());
  const key = originalKey(mediaId);
  const { ETag: etag = '' } = await s3.send(new PutObjectCommand({ Bucket: bucket, Key: key, Body: 'source' }));
  const source = { bucket, key, etag, bytes: 6 };
  const readAt = performance.now() - readAgo * 1000;
  const deps = { s3, resources: { mediaBucket } } as Parameters<typeof storeOfTask>[0];
  const store = storeOfTask(deps, { mediaId, source, served: { lastReadAt: () => readAt }, signal });
  return {
    source,
    put: (name: string) => store(name, Buffer.from('segment'), 'video/mp4'),
    isStored: (name: string) =>
      s3.send(new HeadObjectCommand({ Bucket: mediaBucket, Key: mediaKey(mediaId, name) })).then(
        () => true,
        () => false,
      ),
    remove: () => s3.send(new DeleteObjectCommand({ Bucket: bucket, Key: key })),
    replace: () => s3.send(new PutObjectCommand({ Bucket: bucket, Key: key, Body: 'another' })),
  };
};

test('a task stores what it makes while its source is there', async () => {
  const task = await begin();
  await task.put('720p/seg-1.m4s');
  expect(await task.isStored('720p/seg-1.m4s')).toBe(true);
});

test.each(['remove', 'replace'] as const)('a task stores nothing after somebody %sd its source', async (change) => {
  const task = await begin();
  await task[change]();
  const stored = task.put('720p/seg-1.m4s');
  await expect(stored).rejects.toMatchObject({ code: 'source_changed', isFinal: true });
  expect(await task.isStored('720p/seg-1.m4s')).toBe(false);
});

test('a source that was read ten seconds ago is looked at, one that was read just now is not', async () => {
  const reading = await begin(1);
  await reading.remove();
  await reading.put('720p/seg-1.m4s');
  const encoding = await begin(11);
  await encoding.remove();
  await expect(encoding.put('720p/seg-1.m4s')).rejects.toThrow('replaced or removed');
});

test('a source is known to be there since it was asked for, not since its bytes were wanted', async () => {
  const { source } = await begin();
  const served = await serveSource(pipeline.store.s3, source, signal);
  expect(served.lastReadAt()).toBe(Number.NEGATIVE_INFINITY);
  const before = performance.now();
  expect(await (await fetch(served.url)).text()).toBe('source');
  expect(served.lastReadAt()).toBeGreaterThanOrEqual(before);
  expect(served.lastReadAt()).toBeLessThan(performance.now());
  await served.close();
});
