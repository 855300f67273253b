import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, open, readFile, symlink } from 'node:fs/promises';
import { createServer } from 'node:net';
import { dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { getCACertificates, setDefaultCACertificates } from 'node:tls';
import { endGroup } from '../../support/run-group.ts';
import type { CloudFolder } from './cloud-folder.ts';

export interface Emulator {
  /** Without a slash at its end. */
  readonly endpoint: string;
  readonly port: number;
  /** What it cannot do, and what is done about it. */
  readonly workArounds: readonly string[];
  readonly stop: () => Promise<void>;
}

const ROOT = new URL('../../../', import.meta.url).pathname;
const START = join(ROOT, 'test/cloud/emulator/start.py');
export const EMULATOR_LOG = join(ROOT, '.cache/cloud/emulator.log');
const READY_SECONDS = 60;

/**
 * AWS on a free port of 127.0.0.1, with TLS, signatures and permissions checked as AWS does. Functions run as processes
 * of this machine. From then on this process trusts its certificate.
 */
export const startEmulator = async (
  programs: string,
  folder: CloudFolder,
  region: string,
  signal: AbortSignal,
): Promise<Emulator> => {
  const port = await findFreePort();
  const endpoint = `https://127.0.0.1:${port}`;
  await mkdir(dirname(EMULATOR_LOG), { recursive: true });
  // Lambda's own Node brings the SDK along. Our functions do not use it, but CDK's helpers do.
  const runtime = join(folder.path, 'runtime');
  await mkdir(runtime);
  await symlink(join(ROOT, 'node_modules/@aws-sdk'), join(runtime, '@aws-sdk'));
  const log = await open(EMULATOR_LOG, 'w');
  const child = spawn(join(programs, 'python'), [START, folder.path], {
    cwd: folder.path,
    detached: true,
    stdio: ['ignore', log.fd, log.fd],
    // Functions inherit it, so there is nothing in it that AWS would not give them, but where AWS is.
    env: {
      PATH: `${dirname(process.execPath)}:${process.env.PATH}`,
      HOME: folder.path,
      TMPDIR: folder.path,
      NODE_PATH: runtime,
      PYTHONDONTWRITEBYTECODE: '1',
      AUTH: 'true',
      USE_SSL: '1',
      MINISTACK_SSL_CERT: folder.certificate,
      MINISTACK_SSL_KEY: folder.certificateKey,
      NODE_EXTRA_CA_CERTS: folder.certificate,
      BIND_HOST: '127.0.0.1',
      MINISTACK_HOST: '127.0.0.1',
      GATEWAY_PORT: `${port}`,
      MINISTACK_REGION: region,
      AWS_ENDPOINT_URL: endpoint,
      // The SDK puts the account before the host, which cannot be an address then.
      AWS_ENDPOINT_URL_CLOUDFRONT_KEYVALUESTORE: `https://localhost:${port}`,
      SFTP_ENABLED: '0',
      IOT_MTLS_ENABLED: '0',
    },
  });
  await log.close();
  const stop = () => endGroup(child.pid);
  try {
    await untilReady(`${endpoint}/_ministack/health`, folder, () => child.exitCode !== null, signal);
    const lines = (await readFile(EMULATOR_LOG, 'utf8')).split('\n');
    const workArounds = lines.flatMap((line) => /^work-around: (.+)$/.exec(line)?.[1] ?? []);
    return { endpoint, port, workArounds, stop };
  } catch (error) {
    await stop();
    throw error;
  }
};

const untilReady = async (url: string, folder: CloudFolder, hasEnded: () => boolean, signal: AbortSignal) => {
  const deadline = performance.now() + READY_SECONDS * 1000;
  for (;;) {
    if (hasEnded()) throw new Error(`The emulator ended: see ${EMULATOR_LOG}`);
    if (performance.now() > deadline) throw new Error(`The emulator did not answer: see ${EMULATOR_LOG}`);
    const certificate = await readFile(folder.certificate, 'utf8').catch(() => undefined);
    if (certificate) {
      setDefaultCACertificates([...getCACertificates('default'), certificate]);
      const response = await fetch(url, { signal: AbortSignal.timeout(5000) }).catch(() => undefined);
      if (response?.ok) return;
    }
    await sleep(200, undefined, { signal });
  }
};

const findFreePort = async (): Promise<number> => {
  const probe = createServer().listen(0, '127.0.0.1');
  await once(probe, 'listening');
  const address = probe.address();
  probe.close();
  await once(probe, 'close');
  if (address === null || typeof address === 'string') throw new Error('There is no free port on 127.0.0.1');
  return address.port;
};
