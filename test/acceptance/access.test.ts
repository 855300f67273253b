import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Media } from '../../shared/api/schemas/media.ts';
import { type Call, createClient, createMedia, type ProblemBody, type Reply } from './support/client.ts';
import { makeSound } from './support/make-sound.ts';
import { type Service, startService } from './support/service.ts';

/** Who may do what, from outside: two customers of one service, the holders of their upload tokens, and strangers. */
const ADMIN_KEY = `gk_${randomBytes(32).toString('base64url')}`;

/** Another host has keys and limits of its own: `test/cloud/access.test.ts` looks at those. */
const isOurs = !process.env.TEST_BASE_URL;

let service: Service;
let admin: Call;
let call: Call;
const as =
  (secret: string): Call =>
  (method, path, message = {}) =>
    call(method, path, { ...message, headers: { authorization: `Bearer ${secret}`, ...message.headers } });

const makeKey = async (body: object): Promise<{ id: string; secret: string; call: Call }> => {
  const made = await admin<{ id: string; secret: string }>('POST', '/v1/keys', { json: body });
  expect(made.status).toBe(201);
  return { ...made.body, call: as(made.body.secret) };
};

let acme: Call;
let other: Call;
let theirs: Media;
let mine: Media;
beforeAll(async () => {
  if (!isOurs) return;
  service = await startService({ GILFOYLE_ADMIN_KEY: ADMIN_KEY, GILFOYLE_ACCESS__REQUESTS_PER_SECOND: '0' });
  call = await createClient(service.url);
  admin = as(ADMIN_KEY);
  const [one, two] = await Promise.all([
    makeKey({ name: 'Acme', roles: ['editor'], objects: ['tag:acme'] }),
    makeKey({ name: 'Other', roles: ['editor', 'admin'], objects: ['tag:other'] }),
  ]);
  [acme, other] = [one.call, two.call];
  theirs = await createMedia(acme, { title: 'Secret', tags: ['acme'], size: 100_000_000 });
  mine = await createMedia(other, { title: 'Mine', tags: ['other'] });
});
afterAll(() => service?.stop());

interface Operation {
  readonly operationId: string;
  readonly method: string;
  readonly path: string;
  readonly isPublic: boolean;
  readonly body: unknown;
  readonly contentType: string;
}

interface Contract {
  readonly paths: Record<
    string,
    Record<
      string,
      {
        readonly operationId: string;
        readonly security?: readonly unknown[];
        readonly requestBody?: { readonly content: Record<string, { readonly example: unknown }> };
      }
    >
  >;
}

/** Every call of the contract, with its own example as a body. */
const readOperations = async (): Promise<readonly Operation[]> => {
  const { paths } = (await (await fetch(`${service.url}/openapi.json`)).json()) as Contract;
  return Object.entries(paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, { operationId, security, requestBody }]) => {
      const [contentType = '', content] = Object.entries(requestBody?.content ?? {})[0] ?? [];
      return {
        operationId,
        method: method.toUpperCase(),
        path,
        isPublic: security?.length === 0,
        body: content?.example,
        contentType,
      };
    }),
  );
};

const send = (caller: Call, { method, path, body, contentType }: Operation, id: string): Promise<Reply<ProblemBody>> =>
  // A stream that begins at its start need not wait for something to happen.
  caller(
    method,
    path
      .replace('/v1/events/stream', '/v1/events/stream?after=0')
      .replace('{id}', id)
      .replaceAll(/\{\w+\+?\}/g, 'x'),
    {
      ...(body === undefined ? {} : { raw: JSON.stringify(body), headers: { 'content-type': contentType } }),
    },
  );

describe.runIf(isOurs)('the matrix of all calls', () => {
  test('a stranger reaches what is public, and nothing else', async () => {
    for (const operation of await readOperations()) {
      const { status, body, headers } = await send(call, operation, theirs.id);
      if (operation.isPublic) expect([200, 503], operation.operationId).toContain(status);
      else {
        expect(status, operation.operationId).toBe(401);
        expect(body.code).toBe('unauthorized');
        expect(headers.get('www-authenticate')).toContain('Bearer');
      }
    }
  });

  test('to another customer’s key a media is not there, whatever is asked of it', async () => {
    const about = (await readOperations()).filter(({ path }) => path.startsWith('/v1/medias/{id}'));
    expect(about.length).toBeGreaterThan(8);
    for (const operation of about) {
      const { status, body } = await send(other, operation, theirs.id);
      expect([operation.operationId, status, body.code]).toEqual([operation.operationId, 404, 'media_not_found']);
      const nobodys = await send(other, operation, 'med_0000000000000000000000000');
      expect(body.detail.replaceAll(theirs.id, '')).toBe(
        nobodys.body.detail.replaceAll('med_0000000000000000000000000', ''),
      );
    }
    expect((await acme<Media>('GET', `/v1/medias/${theirs.id}`)).body).toMatchObject({
      title: 'Secret',
      tags: ['acme'],
    });
  });

  test('a key that is narrowed to a tag reaches nothing that is about the whole service, though its role would', async () => {
    const about = (await readOperations()).filter(
      ({ path, isPublic }) => !isPublic && !path.startsWith('/v1/medias') && path !== '/v1/access',
    );
    for (const operation of about) {
      const { status } = await send(other, operation, 'key_0000000000000000000000000');
      const isOwn = operation.path.startsWith('/v1/upload-tokens') || operation.path.startsWith('/v1/events');
      if (!isOwn) expect(status, operation.operationId).toBe(403);
      else expect([200, 403, 404], operation.operationId).toContain(status);
    }
  });
});

describe.runIf(isOurs)('a customer’s key', () => {
  test('lists what is its own', async () => {
    const page = await other<{ items: Media[] }>('GET', '/v1/medias?limit=100');
    expect(page.body.items.map(({ id }) => id)).toEqual([mine.id]);
  });

  test('makes and changes medias that stay its own', async () => {
    for (const tags of [[], ['acme'], ['others']]) {
      const { status, body } = await other('POST', '/v1/medias', { json: { title: 'A film', tags } });
      expect([status, body.code]).toEqual([403, 'forbidden']);
    }
    const own = await createMedia(other, { tags: ['other', 'x'] });
    const lost = await other('PATCH', `/v1/medias/${own.id}`, { json: { tags: ['acme'] } });
    expect([lost.status, lost.body.code]).toEqual([403, 'forbidden']);
    expect((await other<Media>('GET', `/v1/medias/${own.id}`)).body.tags).toEqual(['other', 'x']);
    expect((await other('PATCH', `/v1/medias/${own.id}`, { json: { tags: ['other', 'y'] } })).status).toBe(200);
  });

  test('does not get another’s answer by its Idempotency-Key', async () => {
    const request = { json: { title: 'Same', tags: ['acme', 'other'] }, headers: { 'idempotency-key': 'one-for-all' } };
    const [first, again, others] = [
      await acme<Media>('POST', '/v1/medias', request),
      await acme<Media>('POST', '/v1/medias', request),
      await other<Media>('POST', '/v1/medias', request),
    ];
    expect(again.body.id).toBe(first.body.id);
    expect(others.status).toBe(201);
    expect(others.body.id).not.toBe(first.body.id);
  });

  test('is told what it may do, and is refused what it may not', async () => {
    const viewer = await makeKey({ name: 'Viewer', roles: ['viewer'], objects: ['tag:acme'] });
    expect((await viewer.call('GET', '/v1/access')).body).toMatchObject({ name: 'Viewer', actions: ['read', 'play'] });
    const { status, body } = await viewer.call('DELETE', `/v1/medias/${theirs.id}`);
    expect([status, body.code]).toEqual([403, 'forbidden']);
    expect(body.detail).toBe(`The API key "Viewer" does not allow you to delete the media ${theirs.id}.`);
  });
});

describe.runIf(isOurs)('keys', () => {
  test('are shown once, listed without their secrets, and revoked at once', async () => {
    const request = { json: { name: 'Once', roles: ['viewer'] }, headers: { 'idempotency-key': 'a-key' } };
    const made = await admin<{ id: string; secret?: string }>('POST', '/v1/keys', request);
    const again = await admin<{ id: string; secret?: string }>('POST', '/v1/keys', request);
    expect(made.body.secret).toMatch(/^gk_/);
    expect(again.body).toEqual({ ...made.body, secret: undefined });
    const list = await admin<{ items: object[] }>('GET', '/v1/keys?limit=100');
    expect(JSON.stringify(list.body)).not.toContain(made.body.secret);
    const holder = as(made.body.secret ?? '');
    expect((await holder('GET', '/v1/medias')).status).toBe(200);
    expect((await admin('DELETE', `/v1/keys/${made.body.id}`)).body).toHaveProperty('revokedAt');
    expect((await holder('GET', '/v1/medias')).status).toBe(401);
    expect((await admin('DELETE', '/v1/keys/key_0000000000000000000000000')).body.code).toBe('key_not_found');
  });

  test('have roles that there are, and end in the future', async () => {
    const refused = await admin('POST', '/v1/keys', { json: { name: 'A', roles: ['viewer', 'boss'] } });
    expect(refused.body.errors).toEqual([
      { path: 'roles.1', message: 'is not a role; there are admin, editor, monitor, player, uploader, viewer' },
    ]);
    const past = { name: 'A', roles: ['viewer'], expiresAt: '2020-01-01T00:00:00Z' };
    expect((await admin('POST', '/v1/keys', { json: past })).body.errors).toMatchObject([{ path: 'expiresAt' }]);
  });

  test('leave a trace where they were refused, and of what cannot be undone', async () => {
    await other('DELETE', `/v1/medias/${theirs.id}`);
    const { body } = await admin<{ items: { operation: string; outcome: string; callerName: string }[] }>(
      'GET',
      '/v1/audit-events?limit=100',
    );
    const kinds = body.items.map(({ outcome, operation, callerName }) => `${outcome} ${operation} ${callerName}`);
    expect(kinds).toEqual(
      expect.arrayContaining([
        'Denied deleteMedia Other',
        'Denied listMedias unknown',
        'Denied createKey Other',
        'Done createKey First key',
        'Done revokeKey First key',
      ]),
    );
  });
});

describe.runIf(isOurs)('an upload token', () => {
  const makeToken = async (caller: Call, body: object) =>
    (await caller<{ id: string; token: string; mediaId: string }>('POST', '/v1/upload-tokens', { json: body })).body;

  test('uploads one media of a size and a kind, and sees what becomes of it', async () => {
    const { token, mediaId } = await makeToken(acme, {
      kind: 'video',
      maxBytes: 1_000_000,
      title: 'From a browser',
      tags: ['acme'],
      metadata: { user: '1' },
    });
    const browser = as(token);
    const large = await browser('POST', '/v1/medias', { json: { title: 'x', size: 1_000_001 } });
    expect([large.status, large.body.code]).toEqual([413, 'file_too_large']);

    const sound = makeSound();
    const json = { title: 'Mine', size: sound.length, tags: ['stolen'], metadata: { user: '2', page: 'a' } };
    const made = await browser<Media & { upload: { url: string } }>('POST', '/v1/medias', { json });
    expect(made.body).toMatchObject({ id: mediaId, title: 'From a browser', tags: ['acme'] });
    expect(made.body.metadata).toEqual({ user: '1', page: 'a' });
    expect((await browser('POST', `/v1/medias/${mediaId}/upload`, { json: { size: 1_000_001 } })).status).toBe(413);
    expect((await fetch(made.body.upload.url, { method: 'PUT', body: sound })).status).toBe(200);

    const end = async (): Promise<Media> => {
      for (;;) {
        const { body } = await browser<Media>('GET', `/v1/medias/${mediaId}`);
        if (body.status === 'Errored' || body.status === 'Ready') return body;
      }
    };
    expect(await end()).toMatchObject({ status: 'Errored', error: { code: 'kind_not_allowed' } });
    const second = await browser<Media>('POST', '/v1/medias', { json: { title: 'Another' } });
    expect(second.body.id).toBe(mediaId);
  });

  test('reaches nothing else', async () => {
    const { token, mediaId } = await makeToken(acme, { tags: ['acme'] });
    const browser = as(token);
    await createMedia(browser, {});
    for (const operation of await readOperations()) {
      if (operation.isPublic || operation.operationId === 'createMedia' || operation.operationId === 'getAccess')
        continue;
      const { status } = await send(browser, operation, theirs.id);
      if (operation.method === 'GET' && ['/v1/medias', '/v1/events', '/v1/events/stream'].includes(operation.path))
        expect(status).toBe(200);
      else expect([403, 404], operation.operationId).toContain(status);
    }
    const list = await browser<{ items: Media[] }>('GET', '/v1/medias');
    expect(list.body.items.map(({ id }) => id)).toEqual([mediaId]);
    expect((await browser('DELETE', `/v1/medias/${mediaId}`)).status).toBe(403);
  });

  test('is given out for what its maker may upload, and taken back', async () => {
    expect((await other('POST', '/v1/upload-tokens', { json: { tags: ['acme'] } })).status).toBe(403);
    const { id, token } = await makeToken(acme, { tags: ['acme'] });
    expect((await other('DELETE', `/v1/upload-tokens/${id}`)).status).toBe(404);
    expect((await as(token)('GET', '/v1/access')).status).toBe(200);
    expect((await acme('DELETE', `/v1/upload-tokens/${id}`)).body).toHaveProperty('revokedAt');
    expect((await as(token)('GET', '/v1/access')).status).toBe(401);
  });
});

test.runIf(isOurs)('a key has its limit, and says so', async () => {
  const limited = await startService({
    GILFOYLE_ADMIN_KEY: ADMIN_KEY,
    GILFOYLE_ACCESS__REQUESTS_PER_SECOND: '1',
    GILFOYLE_ACCESS__BURST: '3',
  });
  try {
    const headers = { authorization: `Bearer ${ADMIN_KEY}` };
    const answers = await Promise.all(Array.from({ length: 6 }, () => fetch(`${limited.url}/v1/access`, { headers })));
    const refused = answers.filter(({ status }) => status === 429);
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(3);
    expect(refused).toHaveLength(3);
    for (const { headers: told } of refused) {
      expect(Number(told.get('retry-after'))).toBeGreaterThanOrEqual(1);
      expect(told.get('ratelimit-policy')).toBe('"key";q=3;w=3');
    }
    // Health is asked for by those who have no key.
    expect((await fetch(`${limited.url}/healthz`)).status).toBe(200);
  } finally {
    await limited.stop();
  }
});
