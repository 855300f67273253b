import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { parseArgs } from 'node:util';
import { createClient } from '../../sdk/index.ts';
import { type Service, startService } from '../acceptance/support/service.ts';
import { type LoadStep, measureLoad } from './api/measure-load.ts';
import { residentMegabytes } from './measure-processes.ts';
import { printTable, tellTarget } from './print-table.ts';

/**
 * `npm run bench:api [-- --seconds N]`: requests per second and p99 of create, get and list, against a bare server in Node that
 * answers as many bytes, on the same machine in the same run. Ends with 1 if a request fails, or if memory grows.
 */
const CONNECTIONS = [1, 50, 200];
/** The first ones warm up: code is compiled, caches fill, and the heap finds its size. */
const ROUNDS = 3;
/**
 * What one more round of the same load may add to the resident memory. With five seconds for each step a round has some 30,000
 * requests: a kilobyte that each leaves behind would be more than this.
 */
const MAX_GROWTH_MB = 24;
const MEDIAS = 100;
const REST_MS = 3000;

const { values } = parseArgs({ options: { seconds: { type: 'string', default: '5' } } });
const seconds = Number(values.seconds);

type Operation = Pick<LoadStep, 'method' | 'body'> & { readonly name: string; readonly path: string };

/** Calls with what stands in a usual service, and how many bytes the answers have. */
const prepare = async ({ url }: Service): Promise<readonly (Operation & { readonly bytes: number })[]> => {
  const client = createClient({ baseUrl: url });
  const fields = { tags: ['bench', 'load'], metadata: { episode: '12' } };
  const medias = await Promise.all(
    Array.from({ length: MEDIAS }, (_, i) => client.createMedia({ body: { title: `Media ${i}`, ...fields } })),
  );
  const operations: readonly Operation[] = [
    { name: 'create', method: 'POST', path: '/v1/medias', body: JSON.stringify({ title: 'Another', ...fields }) },
    { name: 'get', method: 'GET', path: `/v1/medias/${medias[0]?.id}` },
    { name: 'list of 25', method: 'GET', path: '/v1/medias' },
  ];
  return Promise.all(
    operations.map(async (operation) => {
      const { path, method, body = null } = operation;
      const answer = await fetch(`${url}${path}`, { method, body, headers: { 'content-type': 'application/json' } });
      return { ...operation, bytes: (await answer.arrayBuffer()).byteLength };
    }),
  );
};

const startBare = async (): Promise<{ readonly url: string; readonly process: ChildProcess }> => {
  const program = new URL('api/serve-bare.ts', import.meta.url).pathname;
  const child = spawn(process.execPath, [program], { stdio: ['ignore', 'pipe', 'inherit'] });
  if (!child.stdout) throw new Error('The bare server has no output');
  const [port] = await once(child.stdout, 'data');
  return { url: `http://127.0.0.1:${`${port}`.trim()}`, process: child };
};

/** One after the other, ours and the bare one in turn; the rows of the table, and how many requests ours answered. */
const measureAll = async (service: Service, bare: string, operations: Awaited<ReturnType<typeof prepare>>) => {
  const rows: string[][] = [];
  let requests = 0;
  for (const { name, path, bytes, ...request } of operations) {
    for (const connections of CONNECTIONS) {
      const step = { ...request, connections, seconds };
      const ours = await measureLoad({ ...step, url: `${service.url}${path}` });
      const theirs = await measureLoad({ ...step, url: `${bare}/?bytes=${bytes}` });
      requests += ours.requests;
      const share = (100 * ours.perSecond) / theirs.perSecond;
      rows.push([
        `${name}, ${connections} at once`,
        ours.perSecond.toFixed(0),
        `${ours.p99Ms}`,
        theirs.perSecond.toFixed(0),
        `${theirs.p99Ms}`,
        `${share.toFixed(0)} %`,
      ]);
    }
  }
  return { rows, requests };
};

/** Once what the load left has settled. */
const restingMegabytes = async (pid: number): Promise<number> => {
  await new Promise((resolve) => setTimeout(resolve, REST_MS));
  return residentMegabytes(pid);
};

const service = await startService({
  GILFOYLE_ACCESS__REQUESTS_PER_SECOND: '0',
  GILFOYLE_UPLOAD__MAX_OPEN: '1000000',
});
const bare = await startBare();
try {
  if (service.pid === undefined) throw new Error('Only a service of our own can be measured');
  const operations = await prepare(service);
  const resident = [await restingMegabytes(service.pid)];
  let requests = 0;
  for (let round = 1; round <= ROUNDS; round++) {
    const { rows, requests: answered } = await measureAll(service, bare.url, operations);
    resident.push(await restingMegabytes(service.pid));
    requests += answered;
    console.log(`Round ${round}\n`);
    printTable(['call', 'requests/s', 'p99, ms', 'bare, requests/s', 'p99, ms', 'of the bare'], rows);
  }
  const shown = resident.map((megabytes) => megabytes.toFixed(0)).join(', ');
  console.log(
    `${requests} requests, no error. Resident memory of the host at rest, before and after each round: ${shown} MB`,
  );
  const growth = (resident.at(-1) ?? 0) - (resident.at(-2) ?? 0);
  if (!tellTarget('MB that the last round added', growth, MAX_GROWTH_MB)) process.exitCode = 1;
} finally {
  bare.process.kill();
  await service.stop();
}
