import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, test } from 'vitest';

const run = promisify(execFile);
const ROOT = new URL('../../', import.meta.url).pathname;
let folder: string;

/** Packed by npm and laid where npm would lay it, but without what the service needs: the client has to do without. */
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'gilfoyle-sdk-'));
  const { stdout } = await run('npm', ['pack', '--json', '--pack-destination', folder], { cwd: ROOT });
  const [packed] = JSON.parse(stdout.slice(stdout.indexOf('['))) as { filename: string }[];
  await mkdir(join(folder, 'node_modules/gilfoyle'), { recursive: true });
  await run('tar', ['-xzf', packed?.filename ?? '', '-C', 'node_modules/gilfoyle', '--strip-components=1'], {
    cwd: folder,
  });
  await writeFile(join(folder, 'package.json'), '{"type":"module"}');
}, 120_000);
afterAll(() => rm(folder, { recursive: true, force: true }));

test('plain JavaScript uses it', async () => {
  const program = `
    import { createServer } from 'node:http';
    import { createClient, GilfoyleError, listMedias, upload, verifyWebhook, waitUntilReady } from 'gilfoyle/sdk';
    const server = createServer((request, response) => {
      response.writeHead(200, { 'content-type': 'application/json' });
      response.end(JSON.stringify({ items: [{ id: request.headers.authorization }] }));
    }).listen(0, '127.0.0.1', async () => {
      const client = createClient({ baseUrl: 'http://127.0.0.1:' + server.address().port, apiKey: 'gk_1' });
      for await (const { id } of listMedias(client)) console.log(id);
      console.log([GilfoyleError, upload, verifyWebhook, waitUntilReady].map((each) => typeof each).join());
      server.close();
    });`;
  await writeFile(join(folder, 'use.js'), program);
  const { stdout } = await run(process.execPath, ['use.js'], { cwd: folder });
  expect(stdout).toBe('Bearer gk_1\nfunction,function,function,function\n');
});

const TYPED = `
  import { createClient, type Media, upload, verifyWebhook, waitUntilReady } from 'gilfoyle/sdk';
  const client = createClient({ baseUrl: '' });
  const media: Media = await client.getMedia({ path: { id: 'med_1' } });
  const status: 'AwaitingUpload' | 'ScheduledProcessing' | 'Processing' | 'Ready' | 'Errored' = media.status;
  const { data, headers } = await client.request('getMedia', { path: { id: media.id }, header: { 'If-None-Match': '"1"' } });
  const title: string | undefined = data?.title;
  const gone: undefined = await client.abortUpload({ path: { id: media.id } });
  const text: string = await client.getMetrics();
  await client.createMedia({ body: { title: 'One', metadata: { a: '1' } } });
  await waitUntilReady(client, (await upload(client, new Blob(), { title: 'One', onAbort: 'discard' })).id, { until: 'playable' });
  const message = verifyWebhook<{ type: string }>('', {}, ['a', 'b']);
  export { gone, headers, message, status, text, title };
`;
const WRONG: readonly (readonly [string, string])[] = [
  ['a missing path', `await client.getMedia({});`],
  ['no input at all', `await client.getMedia();`],
  ['an unknown field', `await client.createMedia({ body: { title: 'One', colour: 'red' } });`],
  ['a missing field', `await client.createMedia({ body: {} });`],
  ['a wrong status', `await client.listMedias({ query: { status: 'Done' } });`],
  ['an unknown operation', `await client.makeMedia({});`],
  ['a field that answers do not have', `(await client.getMedia({ path: { id: '' } })).colour;`],
];

/** What the strictest compiler says of a program that uses the client, without the types of Node.js. */
const compile = async (name: string, text: string): Promise<string> => {
  await writeFile(join(folder, `${name}.ts`), text);
  const options = ['--strict', '--exactOptionalPropertyTypes', '--noUncheckedIndexedAccess', '--skipLibCheck', 'false'];
  const target = [
    '--noEmit',
    '--target',
    'es2024',
    '--module',
    'nodenext',
    '--lib',
    'es2024,dom,dom.iterable',
    '--types',
    '',
  ];
  const tsc = join(ROOT, 'node_modules/.bin/tsc');
  return run(process.execPath, [tsc, ...options, ...target, `${name}.ts`], { cwd: folder }).then(
    () => '',
    ({ stdout }: { stdout: string }) => stdout,
  );
};

test('TypeScript at its strictest has nothing to say of it', async () => {
  expect(await compile('right', TYPED)).toBe('');
});

test.each(WRONG)('TypeScript refuses %s', async (what, line) => {
  const said = await compile(what.replaceAll(' ', '-'), `${TYPED}\n${line}`);
  expect(said.split('\n').filter((each) => each.includes('error TS'))).toHaveLength(1);
});

test('it names no module of a platform, and needs no package', async () => {
  const text = await readFile(join(folder, 'node_modules/gilfoyle/dist/sdk/index.js'), 'utf8');
  expect(text.match(/^\s*(?:import\b.*|export .* from .*)$/gm) ?? []).toEqual([]);
  expect(text).not.toMatch(/\brequire\(['"]/);
});
