import { createHash } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { GetObjectCommand, PutObjectCommand } from '@aws-sdk/client-s3';
import { expect, it } from 'vitest';
import { createS3Client } from '../support/object-store-server.ts';
import { spawnObjectStore } from '../support/object-store-spawn.ts';

const PIECE = Buffer.alloc(1024 * 1024, 'gilfoyle');
const PIECES = 1200;
const MAX_MEGABYTES = 200;

it('holds an object of 1.2 GB in a small, constant memory, both ways', async () => {
  const directory = await mkdtemp(join(tmpdir(), 'gilfoyle-memory-'));
  const child = await spawnObjectStore(directory);
  const s3 = createS3Client(child.endpoint, { requestChecksumCalculation: 'WHEN_REQUIRED', maxAttempts: 1 });
  let peak = 0;
  const sample = setInterval(async () => {
    peak = Math.max(peak, await child.residentMegabytes().catch(() => 0));
  }, 50);
  try {
    const md5 = createHash('md5');
    const generate = function* () {
      for (let index = 0; index < PIECES; index += 1) {
        const piece = Buffer.from(PIECE);
        piece.writeUInt32BE(index);
        md5.update(piece);
        yield piece;
      }
    };
    const place = { Bucket: 'media', Key: 'large' };
    const started = Date.now();
    const Body = Readable.from(generate());
    const put = await s3.send(new PutObjectCommand({ ...place, Body, ContentLength: PIECES * PIECE.length }));
    expect(put.ETag).toBe(`"${md5.digest('hex')}"`);
    const written = Date.now();
    const got = await s3.send(new GetObjectCommand(place));
    let size = 0;
    for await (const bytes of got.Body as Readable) size += (bytes as Buffer).length;
    expect(size).toBe(PIECES * PIECE.length);
    const seconds = (from: number, to: number): string => ((to - from) / 1000).toFixed(1);
    console.log(
      `PUT ${seconds(started, written)} s, GET ${seconds(written, Date.now())} s, at most ${peak.toFixed(0)} MB resident`,
    );
    expect(peak).toBeGreaterThan(10);
    expect(peak).toBeLessThan(MAX_MEGABYTES);
  } finally {
    clearInterval(sample);
    s3.destroy();
    await child.kill();
    await rm(directory, { recursive: true, force: true });
  }
});
