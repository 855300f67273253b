import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import type { S3Client } from '@aws-sdk/client-s3';
import { createS3Client } from './object-store-server.ts';

const PROGRAM = fileURLToPath(new URL('./object-store-process.ts', import.meta.url));

export interface SpawnedObjectStore {
  readonly endpoint: string;
  readonly port: number;
  readonly s3: S3Client;
  /** Megabytes of memory in use now. */
  readonly residentMegabytes: () => Promise<number>;
  /** SIGKILL: no chance to tidy up. */
  readonly kill: () => Promise<void>;
}

/** Starts an object store as a process of its own. */
export const spawnObjectStore = async (directory: string, queueUrl?: string): Promise<SpawnedObjectStore> => {
  const args = queueUrl === undefined ? [PROGRAM, directory] : [PROGRAM, directory, queueUrl];
  const child: ChildProcess = spawn(process.execPath, args, { stdio: ['pipe', 'pipe', 'inherit'] });
  const exited = once(child, 'exit');
  const port = await new Promise<number>((resolve, reject) => {
    child.stdout?.once('data', (text: Buffer) => resolve(Number(text.toString())));
    child.once('exit', (code) => reject(new Error(`the object store ended with ${code} before it listened`)));
  });
  const endpoint = `http://127.0.0.1:${port}`;
  const s3 = createS3Client(endpoint, { maxAttempts: 1 });
  return {
    endpoint,
    port,
    s3,
    residentMegabytes: async () => {
      const status = await readFile(`/proc/${child.pid}/status`, 'utf8');
      return Number(/VmRSS:\s+(\d+)/.exec(status)?.[1]) / 1024;
    },
    kill: async () => {
      s3.destroy();
      child.kill('SIGKILL');
      await exited;
    },
  };
};
