import { randomBytes } from 'node:crypto';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import {
  CompleteMultipartUploadCommand,
  CreateMultipartUploadCommand,
  GetObjectCommand,
  ListPartsCommand,
  PutObjectCommand,
  UploadPartCommand,
} from '@aws-sdk/client-s3';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { canMount, mountTmpfs, type SmallDisk } from '../support/mount-tmpfs.ts';
import { createS3Client, type RunningObjectStore, startObjectStore } from '../support/object-store-server.ts';

const MIB = 1024 * 1024;
const FULL = { name: 'ServiceUnavailable', $metadata: { httpStatusCode: 503 } };

describe.skipIf(!(await canMount()))('a disk that is full (needs root, to mount one)', () => {
  let disk: SmallDisk;
  let store: RunningObjectStore;
  /** Tries once: what it hears is to be seen. */
  let s3: RunningObjectStore['s3'];

  beforeAll(async () => {
    disk = await mountTmpfs(32);
    store = await startObjectStore({ directory: join(disk.path, 'objects') });
    s3 = createS3Client(store.endpoint, { maxAttempts: 1 });
  });
  afterAll(async () => {
    s3?.destroy();
    await store?.stop();
    await disk?.remove();
  });
  afterEach(async () => {
    await disk.empty();
    expect(await leftovers()).toEqual([]);
  });

  const leftovers = () => readdir(join(store.directory, 'tmp'));
  const put = (Key: string, Body: Buffer, client = s3) =>
    client.send(new PutObjectCommand({ Bucket: 'media', Key, Body }));
  const get = async (Key: string) => {
    const { Body } = await s3.send(new GetObjectCommand({ Bucket: 'media', Key }));
    return Buffer.from((await Body?.transformToByteArray()) ?? []);
  };

  it('refuses an object that does not fit, keeps the one before, and takes it once there is room', async () => {
    const [before, after] = [randomBytes(1 * MIB), randomBytes(8 * MIB)];
    await put('film', before);
    await disk.fill(4 * MIB);
    await expect(put('film', after)).rejects.toMatchObject(FULL);
    expect((await get('film')).equals(before)).toBe(true);
    await disk.empty();
    await put('film', after);
    expect((await get('film')).equals(after)).toBe(true);
  });

  it('refuses what has room for its bytes, but not for what is kept with them', async () => {
    const bytes = randomBytes(64 * 1024);
    await disk.fill(64 * 1024);
    await expect(put('exact', bytes)).rejects.toMatchObject(FULL);
    await expect(get('exact')).rejects.toMatchObject({ name: 'NoSuchKey' });
  });

  it('refuses to begin, to take a part and to complete, and completes once there is room', async () => {
    const upload = { Bucket: 'media', Key: 'large' };
    await disk.fill();
    await expect(s3.send(new CreateMultipartUploadCommand(upload))).rejects.toMatchObject(FULL);
    await disk.empty();

    const { UploadId } = await s3.send(new CreateMultipartUploadCommand(upload));
    const parts = [randomBytes(5 * MIB), randomBytes(1 * MIB)];
    const send = (index: number) =>
      s3.send(new UploadPartCommand({ ...upload, UploadId, PartNumber: index + 1, Body: parts[index] ?? '' }));
    await send(0);
    await disk.fill(512 * 1024);
    await expect(send(1)).rejects.toMatchObject(FULL);
    const { Parts = [] } = await s3.send(new ListPartsCommand({ ...upload, UploadId }));
    expect(Parts.map(({ PartNumber }) => PartNumber)).toEqual([1]);
    await disk.empty();

    const etags = [Parts[0]?.ETag, (await send(1)).ETag];
    const complete = new CompleteMultipartUploadCommand({
      ...upload,
      UploadId,
      MultipartUpload: { Parts: etags.map((ETag, index) => ({ PartNumber: index + 1, ETag })) },
    });
    await disk.fill();
    await expect(s3.send(complete)).rejects.toMatchObject(FULL);
    await expect(get('large')).rejects.toMatchObject({ name: 'NoSuchKey' });
    await disk.empty();
    await s3.send(complete);
    expect((await get('large')).equals(Buffer.concat(parts))).toBe(true);
  });

  it('is not filled by a body that does not fit, and keeps back what it is told to', async () => {
    const careful = await startObjectStore({ directory: join(disk.path, 'careful'), reserveBytes: 16 * MIB });
    const client = createS3Client(careful.endpoint, { maxAttempts: 1 });
    await disk.fill(20 * MIB);
    const large = put('large', randomBytes(5 * MIB), client);
    await expect(large).rejects.toMatchObject({ ...FULL, message: expect.stringContaining('no room for so much') });
    await put('small', randomBytes(1 * MIB), client);
    client.destroy();
    await careful.stop();
  });

  it('says so also when another takes the room meanwhile', async () => {
    await disk.fill(20 * MIB);
    const names = ['one', 'another'];
    const bytes = randomBytes(12 * MIB);
    const results = await Promise.allSettled(names.map((name) => put(name, bytes)));
    const refused = results.flatMap((result, i) =>
      result.status === 'rejected' ? [[names[i] ?? '', result.reason]] : [],
    );
    expect(refused.length).toBeGreaterThan(0);
    for (const [name, reason] of refused) {
      expect(reason).toMatchObject(FULL);
      await expect(get(name)).rejects.toMatchObject({ name: 'NoSuchKey' });
    }
  });

  it('is waited for by clients that repeat what failed', async () => {
    await disk.fill();
    const patient = createS3Client(store.endpoint, { maxAttempts: 8 });
    const stored = put('patient', randomBytes(MIB), patient);
    await expect.poll(() => store.errors.length).toBeGreaterThan(1);
    await disk.empty();
    await stored;
    patient.destroy();
  });
});
