import { GetCommand } from '@aws-sdk/lib-dynamodb';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { createAuthenticate } from '../../shared/access/authenticate.ts';
import { admitAdminKey, ensureAdminKey, readAdminKey } from '../../shared/access/ensure-admin-key.ts';
import { createLimitRate } from '../../shared/access/limit-rate.ts';
import { createAudit } from '../../shared/access/record-audit.ts';
import { hashSecret, newSecret } from '../../shared/access/secrets.ts';
import { findApiKey, insertApiKey, listApiKeys, revokeApiKey } from '../../shared/ledger/api-keys.ts';
import { listAuditEvents } from '../../shared/ledger/audit-events.ts';
import { insertUploadToken } from '../../shared/ledger/upload-tokens.ts';
import { newId } from '../../shared/media/identifiers.ts';
import { removeOldAuditEvents, removeOldUploadTokens } from '../../shared/pipeline/sweep-access.ts';
import type { ApiAccess } from '../../shared/runtime/deps.ts';
import { T0 } from './support/schedule-media.ts';
import { type Services, startServices } from './support/start-services.ts';

let services: Services;
beforeAll(async () => {
  services = await startServices();
});
afterAll(() => services.stop());

const later = (seconds: number): Date => new Date(T0.getTime() + seconds * 1000);
const depsAt = (now: Date, access: ApiAccess = 'keys') => ({ ...services.deps, access, now: () => now });

beforeEach(async () => {
  for (const table of ['api_key', 'upload_token', 'audit_event']) {
    await services.deps.database.query(`delete from ${table}`);
  }
});

const makeKey = async (more: { readonly expiresAt?: Date } = {}) => {
  const secret = newSecret('gk');
  const id = newId('key', T0);
  const key = { id, secretHash: hashSecret(secret), name: 'Website', roles: ['viewer'], objects: ['*'] };
  await insertApiKey(services.deps.database, { ...key, createdBy: 'setup', now: T0, ...more });
  return { id, authorization: `Bearer ${secret}` };
};

const makeUploadToken = async (createdBy: string) => {
  const token = newSecret('gu');
  const row = { id: newId('upt', T0), mediaId: newId('med', T0), tags: [], metadata: {}, expiresAt: later(3600) };
  await insertUploadToken(services.deps.database, { ...row, secretHash: hashSecret(token), createdBy, now: T0 });
  return { ...row, authorization: `Bearer ${token}` };
};

const refusal = { code: 'unauthorized', headers: { 'www-authenticate': 'Bearer realm="gilfoyle"' } };

describe('a key', () => {
  test('opens until it expires, and its use is known to the minute', async () => {
    const { id, authorization } = await makeKey({ expiresAt: later(600) });
    const lastUse = async () => (await findApiKey(services.deps.database, id))?.lastUsedAt;
    expect(await createAuthenticate(depsAt(later(1)))(authorization)).toMatchObject({ id, roles: ['viewer'] });
    await createAuthenticate(depsAt(later(59)))(authorization);
    expect(await lastUse()).toEqual(later(1));
    await createAuthenticate(depsAt(later(61)))(authorization);
    expect(await lastUse()).toEqual(later(61));
    const late = createAuthenticate(depsAt(later(600)))(authorization);
    await expect(late).rejects.toMatchObject({ ...refusal, message: expect.stringContaining('has expired') });
  });

  test('opens nothing from the moment on when it is revoked, and nothing that it gave out does', async () => {
    const { id, authorization } = await makeKey();
    const upload = await makeUploadToken(id);
    const authenticate = createAuthenticate(depsAt(later(1)));
    expect(await authenticate(authorization)).toMatchObject({ id });
    expect(await authenticate(upload.authorization)).toMatchObject({
      id: upload.id,
      upload: { mediaId: upload.mediaId },
    });
    await revokeApiKey(services.deps.database, id, later(2));
    for (const each of [authorization, upload.authorization]) {
      await expect(authenticate(each)).rejects.toMatchObject(refusal);
    }
  });

  test.each([
    ['none', undefined],
    ['another scheme', 'Basic Zm9vOmJhcg=='],
    ['no secret of ours', 'Bearer abc'],
    ['a NUL', 'Bearer gk_\0'],
    ['one that nobody has', `Bearer ${newSecret('gk')}`],
    ['an upload token that nobody has', `Bearer ${newSecret('gu')}`],
    ['its hash', `Bearer gk_${hashSecret('x')}`],
  ])('is not %s', async (_what, authorization) => {
    await makeKey();
    await expect(createAuthenticate(depsAt(T0))(authorization)).rejects.toMatchObject(refusal);
  });

  test('is kept as a hash alone', async () => {
    const { authorization } = await makeKey();
    const { rows } = await services.deps.database.query('select * from api_key');
    expect(JSON.stringify(rows)).not.toContain(authorization.slice('Bearer gk_'.length));
  });
});

describe('without a key', () => {
  test('anyone comes in where the operator says so, or until the first key is made', async () => {
    const open = createAuthenticate(depsAt(T0, 'open'));
    const auto = createAuthenticate(depsAt(T0, 'auto'));
    const keys = createAuthenticate(depsAt(T0, 'keys'));
    expect(await open(undefined)).toMatchObject({ id: 'anyone' });
    expect(await auto(undefined)).toMatchObject({ id: 'anyone' });
    await expect(keys(undefined)).rejects.toMatchObject(refusal);
    const { id } = await makeKey();
    await revokeApiKey(services.deps.database, id, T0);
    await expect(auto(undefined)).rejects.toMatchObject(refusal);
    expect(await open(undefined)).toMatchObject({ id: 'anyone' });
  });
});

describe('the first key', () => {
  test('is one, whoever makes it at once, and is where the operator finds it', async () => {
    await Promise.all(Array.from({ length: 8 }, () => ensureAdminKey(services.deps)));
    expect(await listApiKeys(services.deps.database, { limit: 10 })).toHaveLength(1);
    const secret = await readAdminKey(services.deps);
    expect(await createAuthenticate(depsAt(T0))(`Bearer ${secret}`)).toMatchObject({ roles: ['admin'] });
    await ensureAdminKey(services.deps);
    expect(await readAdminKey(services.deps)).toBe(secret);
  });

  test('can be the operator’s choice', async () => {
    const secret = newSecret('gk');
    for (const _start of [1, 2]) await admitAdminKey(services.deps, secret);
    expect(await listApiKeys(services.deps.database, { limit: 10 })).toHaveLength(1);
    expect(await createAuthenticate(depsAt(T0))(`Bearer ${secret}`)).toMatchObject({ roles: ['admin'] });
  });
});

describe('the limit of a key', () => {
  const LIMIT = { requestsPerSecond: 10, burst: 20 };
  const spend = async (limitRate: ReturnType<typeof createLimitRate>, id: string, times: number) => {
    let passed = 0;
    for (let i = 0; i < times; i++) {
      await limitRate(id).then(
        () => passed++,
        (error) => expect(error).toMatchObject({ code: 'rate_limited' }),
      );
    }
    return passed;
  };

  test('is its burst, then what flows in, however long the pause was', async () => {
    let now = T0;
    const limitRate = createLimitRate({ ...services.deps, now: () => now }, LIMIT);
    expect(await spend(limitRate, 'key_a', 30)).toBe(20);
    now = later(1.01);
    expect(await spend(limitRate, 'key_a', 30)).toBe(10);
    now = later(3600);
    expect(await spend(limitRate, 'key_a', 30)).toBe(20);
    expect(await spend(limitRate, 'key_b', 3)).toBe(3);
  });

  test('holds over many processes at once', async () => {
    const processes = Array.from({ length: 6 }, () => createLimitRate(depsAt(T0), LIMIT));
    const passed = await Promise.all(processes.map((limitRate) => spend(limitRate, 'key_c', 20)));
    const sum = passed.reduce((total, count) => total + count, 0);
    // One more for each of those who were there at the first moment.
    expect(sum).toBeLessThanOrEqual(20 + 6);
    expect(sum).toBeGreaterThanOrEqual(15);
  });

  test('says how much is left, and when to come again', async () => {
    const limitRate = createLimitRate(depsAt(T0), LIMIT);
    expect(await limitRate('key_d')).toEqual({ 'ratelimit-policy': '"key";q=20;w=2', ratelimit: '"key";r=19;t=1' });
    await spend(limitRate, 'key_d', 19);
    await expect(limitRate('key_d')).rejects.toMatchObject({
      headers: { 'retry-after': '1', ratelimit: '"key";r=0;t=2' },
    });
    const Key = { id: 'api#rate#key_d' };
    const { Item } = await services.deps.dynamo.send(
      new GetCommand({ TableName: services.deps.resources.idempotencyTable, Key }),
    );
    expect(Item).toMatchObject({ expiration: T0.getTime() / 1000 + 86_400 });
  });
});

describe('the audit', () => {
  const facts = {
    operation: 'deleteMedia',
    path: '/v1/medias/x',
    sourceIp: '192.0.2.1',
    requestId: 'r',
    callerId: 'key_1',
    callerName: 'A key',
  };

  test('has equal refusals of a minute once, also of two processes, and what was done each time', async () => {
    for (const audit of [createAudit(depsAt(later(1))), createAudit(depsAt(later(2)))]) {
      for (const _try of [1, 2, 3]) await audit.denied(facts, 'forbidden');
      await audit.denied({ ...facts, sourceIp: '192.0.2.2' }, 'forbidden');
      await audit.done(facts);
    }
    await createAudit(depsAt(later(61))).denied(facts, 'forbidden');
    const events = await listAuditEvents(services.deps.database, { limit: 100 });
    expect(events.map(({ outcome }) => outcome).sort()).toEqual(['Denied', 'Denied', 'Denied', 'Done', 'Done']);
    expect(events[0]).toMatchObject({ ...facts, outcome: 'Denied', code: 'forbidden', at: later(61) });
  });

  test('does not grow with those who knock', async () => {
    const audit = createAudit(depsAt(later(1)));
    for (let i = 0; i < 300; i++) await audit.denied({ ...facts, sourceIp: `192.0.2.${i}` }, 'unauthorized');
    expect(await listAuditEvents(services.deps.database, { limit: 1000 })).toHaveLength(200);
  });

  test('and upload tokens are removed when they are old', async () => {
    await createAudit(depsAt(T0)).done(facts);
    await makeUploadToken('anyone');
    const clean = async (days: number) => [
      await removeOldAuditEvents(depsAt(later(days * 86_400))),
      await removeOldUploadTokens(depsAt(later(days * 86_400))),
    ];
    expect(await clean(6)).toEqual([0, 0]);
    expect(await clean(8)).toEqual([0, 1]);
    expect(await clean(91)).toEqual([1, 0]);
  });
});
