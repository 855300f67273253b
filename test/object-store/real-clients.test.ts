import { execFile } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { CREDENTIALS, REGION } from '../support/object-store-credentials.ts';
import { type RunningObjectStore, startObjectStore } from '../support/object-store-server.ts';
import { findS3Clients } from '../support/s3-clients.ts';

const run = promisify(execFile);
const programs = await findS3Clients();

let store: RunningObjectStore;
let folder: string;
const big = randomBytes(20 * 1024 * 1024 + 17);
const SMALL = ['one.txt', 'sub/two words.txt', 'sub/deep/drei ü+&.txt'];

beforeAll(async () => {
  store = await startObjectStore({ buckets: ['aws', 'rclone', 's3cmd'] });
  folder = await mkdtemp(join(tmpdir(), 'gilfoyle-clients-'));
  await writeFile(join(folder, 'big.bin'), big);
  await mkdir(join(folder, 'tree/sub/deep'), { recursive: true });
  for (const name of SMALL) await writeFile(join(folder, 'tree', name), `this is ${name}`);
});
afterAll(async () => {
  expect(store.errors).toEqual([]);
  await store.remove();
  await rm(folder, { recursive: true, force: true });
});

const expectTree = async (path: string, names = SMALL): Promise<void> => {
  for (const name of names) expect(await readFile(join(path, name), 'utf8')).toBe(`this is ${name}`);
};

const expectBig = async (path: string): Promise<void> => expect((await readFile(path)).equals(big)).toBe(true);

describe.skipIf(!programs.aws)('the AWS command line', () => {
  const aws = async (...args: string[]): Promise<string> => {
    const env = {
      ...{
        HOME: folder,
        PATH: process.env.PATH,
        LC_ALL: 'C.UTF-8',
        AWS_EC2_METADATA_DISABLED: 'true',
        AWS_DEFAULT_REGION: REGION,
      },
      ...{ AWS_ACCESS_KEY_ID: CREDENTIALS.accessKeyId, AWS_SECRET_ACCESS_KEY: CREDENTIALS.secretAccessKey },
    };
    return (await run(programs.aws ?? '', ['--endpoint-url', store.endpoint, ...args], { env })).stdout;
  };

  it('puts, lists, gets, syncs, copies, deletes; in parts above 8 MiB', async () => {
    await aws('s3', 'mb', 's3://aws-made');
    await aws('s3', 'cp', join(folder, 'big.bin'), 's3://aws/big.bin');
    expect(await aws('s3', 'ls', 's3://aws/')).toContain(`${big.length} big.bin`);
    await aws('s3', 'cp', 's3://aws/big.bin', join(folder, 'aws.bin'));
    await expectBig(join(folder, 'aws.bin'));
    await aws('s3', 'cp', 's3://aws/big.bin', 's3://aws-made/copy.bin');
    await aws('s3', 'sync', join(folder, 'tree'), 's3://aws/tree');
    expect(await aws('s3', 'sync', join(folder, 'tree'), 's3://aws/tree')).toBe('');
    await aws('s3', 'sync', 's3://aws/tree', join(folder, 'aws-tree'));
    await expectTree(join(folder, 'aws-tree'));
    await aws('s3', 'mv', 's3://aws/tree/one.txt', 's3://aws/tree/moved.txt');
    const head = JSON.parse(await aws('s3api', 'head-object', '--bucket', 'aws-made', '--key', 'copy.bin'));
    expect(head.ContentLength).toBe(big.length);
    const listed = JSON.parse(
      await aws('s3api', 'list-objects-v2', '--bucket', 'aws', '--prefix', 'tree/', '--delimiter', '/'),
    );
    expect(listed.CommonPrefixes).toEqual([{ Prefix: 'tree/sub/' }]);
    expect(listed.Contents.map(({ Key }: { Key: string }) => Key)).toEqual(['tree/moved.txt']);
    const url = (await aws('s3', 'presign', 's3://aws/tree/moved.txt')).trim();
    expect(await (await fetch(url)).text()).toBe('this is one.txt');
    await aws('s3', 'rm', '--recursive', 's3://aws/');
    expect(await aws('s3', 'ls', 's3://aws/')).toBe('');
    await aws('s3', 'rb', '--force', 's3://aws-made');
    await expect(aws('s3', 'ls', 's3://aws-made/')).rejects.toThrow('NoSuchBucket');
  });
});

describe.skipIf(!programs.rclone)('rclone', () => {
  const rclone = async (...args: string[]): Promise<string> => {
    const env = {
      ...{
        HOME: folder,
        PATH: process.env.PATH,
        RCLONE_CONFIG_STORE_TYPE: 's3',
        RCLONE_CONFIG_STORE_PROVIDER: 'Other',
      },
      RCLONE_CONFIG_STORE_ACCESS_KEY_ID: CREDENTIALS.accessKeyId,
      RCLONE_CONFIG_STORE_SECRET_ACCESS_KEY: CREDENTIALS.secretAccessKey,
      RCLONE_CONFIG_STORE_ENDPOINT: store.endpoint,
      RCLONE_CONFIG_STORE_REGION: REGION,
    };
    const flags = ['--s3-upload-cutoff', '10M', '--s3-chunk-size', '5M', '--s3-copy-cutoff', '8M', '--retries', '1'];
    return (await run(programs.rclone ?? '', [...args, ...flags], { env })).stdout;
  };

  it('puts, lists, gets, syncs, copies, checks, deletes; in parts above 10 MiB', async () => {
    await rclone('mkdir', 'store:rclone-made');
    await rclone('copy', join(folder, 'big.bin'), 'store:rclone');
    expect(await rclone('ls', 'store:rclone')).toContain(`${big.length} big.bin`);
    await rclone('copyto', 'store:rclone/big.bin', join(folder, 'rclone.bin'));
    await expectBig(join(folder, 'rclone.bin'));
    await rclone('copyto', 'store:rclone/big.bin', 'store:rclone-made/copy.bin');
    await rclone('sync', join(folder, 'tree'), 'store:rclone/tree');
    await rclone('check', '--download', join(folder, 'tree'), 'store:rclone/tree');
    await rclone('check', join(folder, 'tree'), 'store:rclone/tree');
    await rclone('sync', 'store:rclone/tree', join(folder, 'rclone-tree'));
    await expectTree(join(folder, 'rclone-tree'));
    const listed = JSON.parse(await rclone('lsjson', '-R', 'store:rclone-made'));
    expect(listed).toMatchObject([{ Path: 'copy.bin', Size: big.length }]);
    await rclone('copyto', 'store:rclone-made/copy.bin', join(folder, 'rclone-copy.bin'));
    await expectBig(join(folder, 'rclone-copy.bin'));
    await rclone('moveto', 'store:rclone/tree/one.txt', 'store:rclone/tree/moved.txt');
    await rclone('purge', 'store:rclone-made');
    await rclone('delete', 'store:rclone');
    expect(await rclone('ls', 'store:rclone')).toBe('');
    expect(await rclone('lsd', 'store:')).not.toContain('rclone-made');
  });
});

describe.skipIf(!programs.s3cmd)('s3cmd', () => {
  const s3cmd = async (...args: string[]): Promise<string> => {
    const host = `127.0.0.1:${store.port}`;
    const flags = [
      ...[
        '--config',
        join(folder, 'no-such-config'),
        '--no-ssl',
        '--host',
        host,
        '--host-bucket',
        host,
        '--region',
        REGION,
      ],
      ...['--access_key', CREDENTIALS.accessKeyId, '--secret_key', CREDENTIALS.secretAccessKey, '--no-progress'],
    ];
    await writeFile(join(folder, 'no-such-config'), '[default]\n');
    const env = { HOME: folder, PATH: process.env.PATH, LC_ALL: 'C.UTF-8' };
    return (await run(programs.s3cmd ?? '', [...flags, ...args], { env })).stdout;
  };

  it('puts, lists, gets, syncs, copies, deletes; in parts above 15 MiB', async () => {
    await s3cmd('mb', 's3://s3cmd-made', `--bucket-location=${REGION}`);
    await s3cmd('put', join(folder, 'big.bin'), 's3://s3cmd/big.bin');
    expect(await s3cmd('ls', 's3://s3cmd/')).toContain(`${big.length}  s3://s3cmd/big.bin`);
    await s3cmd('get', '--force', 's3://s3cmd/big.bin', join(folder, 's3cmd.bin'));
    await expectBig(join(folder, 's3cmd.bin'));
    await s3cmd('cp', 's3://s3cmd/big.bin', 's3://s3cmd-made/copy.bin');
    expect(await s3cmd('info', 's3://s3cmd-made/copy.bin')).toContain(`File size: ${big.length}`);
    expect(await s3cmd('info', 's3://s3cmd-made')).toContain(REGION);
    await s3cmd('sync', `${join(folder, 'tree')}/`, 's3://s3cmd/tree/');
    await s3cmd('sync', 's3://s3cmd/tree/', `${join(folder, 's3cmd-tree')}/`);
    await expectTree(join(folder, 's3cmd-tree'));
    await s3cmd('mv', 's3://s3cmd/tree/one.txt', 's3://s3cmd/tree/moved.txt');
    await s3cmd('del', '--recursive', '--force', 's3://s3cmd/');
    expect(await s3cmd('ls', '--recursive', 's3://s3cmd/')).toBe('');
    await s3cmd('rb', '--recursive', '--force', 's3://s3cmd-made');
    expect(await s3cmd('ls')).not.toContain('s3cmd-made');
  });
});
