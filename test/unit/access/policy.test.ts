import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { ACTIONS, type Action, objectsOf, SERVICE_OBJECTS } from '../../../shared/access/actions.ts';
import { keyCaller, uploadCaller } from '../../../shared/access/caller.ts';
import { findPolicyFaults } from '../../../shared/access/check-policy.ts';
import { loadPolicy } from '../../../shared/access/load-policy.ts';
import { isWithin } from '../../../shared/access/scope.ts';

const MEDIA = 'med_0000000000000000000000000';
const OTHER = 'med_0000000000000000000000001';

const callerOf = async (roles: readonly string[], objects: readonly string[] = ['*'], own = '') =>
  keyCaller(await loadPolicy(own), { id: 'key_1', name: 'A key', roles, objects });

describe('built-in roles', () => {
  test.each([
    ['admin', ['read', 'write', 'upload', 'delete', 'play', 'admin'], ACTIONS],
    ['editor', ['read', 'write', 'upload', 'delete', 'play'], ['read', 'write', 'upload', 'delete', 'play']],
    ['uploader', ['read', 'upload'], ['read', 'upload']],
    ['viewer', ['read', 'play'], ['read', 'play']],
    ['player', ['play'], ['play']],
    ['monitor', [], ['read']],
  ])('%s', async (role, onMedias, onService) => {
    const caller = await callerOf([role]);
    const media = objectsOf({ id: MEDIA, tags: ['acme'] });
    expect(ACTIONS.filter((action) => caller.can(action, media))).toEqual(ACTIONS.filter((a) => onMedias.includes(a)));
    expect(ACTIONS.filter((action) => caller.can(action, SERVICE_OBJECTS))).toEqual(
      ACTIONS.filter((a) => (onService as readonly string[]).includes(a)),
    );
  });

  test('a key that is narrowed to a tag reaches neither others nor the service', async () => {
    const caller = await callerOf(['admin'], ['tag:acme']);
    expect(caller.can('delete', objectsOf({ id: MEDIA, tags: ['b', 'acme'] }))).toBe(true);
    expect(caller.can('delete', objectsOf({ id: MEDIA, tags: ['acme-b'] }))).toBe(false);
    expect(caller.can('admin', SERVICE_OBJECTS)).toBe(false);
    expect(caller.scopesFor('read')).toEqual([{ tags: ['acme'], mediaIds: [] }]);
  });
});

test('a policy of one’s own adds roles, which can have what others have', async () => {
  const own = 'p, acme, tag:acme, read\n# by hand\np, acme, tag:acme, upload\ng, boss, acme\np, boss, tag:boss, *\n';
  expect(findPolicyFaults(own)).toEqual([]);
  const boss = await callerOf(['boss'], ['*'], own);
  expect(boss.can('read', objectsOf({ tags: ['acme'] }))).toBe(true);
  expect(boss.can('delete', objectsOf({ tags: ['acme'] }))).toBe(false);
  expect(boss.can('delete', objectsOf({ tags: ['boss'] }))).toBe(true);
  expect(boss.scopesFor('read')).toEqual([{ tags: ['boss', 'acme'], mediaIds: [] }]);
  expect((await loadPolicy(own)).roles).toContain('boss');
  // It is forgotten with the policy that had it.
  expect((await callerOf(['boss'])).scopesFor('read')).toBeUndefined();
});

test.each([
  ['p, a, *', 'line 1: must be "p, role, object, action"'],
  ['\np, a, *, reed', 'line 2: an action is one of read, write, upload, delete, play, admin or *, not "reed"'],
  ['p, a, media:1, read', 'line 1: an object is *, service, media:med_… or tag:…, not "media:1"'],
  ['p, a b, *, read', 'line 1: a role has 1 to 64 letters, digits, "_", "." and "-"'],
  ['g, a', 'line 1: must be "g, role, other role"'],
  ['x, a, b', 'line 1: must begin with "p," (role, object, action) or "g," (role, other role)'],
  ['p, "a", *, read', 'line 1: a field must not be quoted'],
])('%j is refused', (policy, fault) => {
  expect(findPolicyFaults(policy)).toEqual([fault]);
});

const object = fc.constantFrom('*', 'service', 'tag:a', 'tag:b', `media:${MEDIA}`, `media:${OTHER}`);
const grants = fc.array(fc.tuple(fc.constantFrom('one', 'two'), object, fc.constantFrom(...ACTIONS, '*')), {
  maxLength: 6,
});

test('what a caller sees in a list is what it may read by itself, whatever the policy', async () => {
  await fc.assert(
    fc.asyncProperty(
      grants,
      fc.subarray(['one', 'two', 'viewer'], { minLength: 1 }),
      fc.array(object, { minLength: 1, maxLength: 3 }),
      fc.subarray(['a', 'b', 'c']),
      fc.constantFrom<Action>(...ACTIONS),
      async (lines, roles, objects, tags, action) => {
        const own = lines.map((line) => `p, ${line.join(', ')}`).join('\n');
        const caller = await callerOf(roles, objects, own);
        const scopes = caller.scopesFor(action);
        const isListed = scopes !== undefined && isWithin({ id: MEDIA, tags }, scopes);
        expect(isListed).toBe(caller.can(action, objectsOf({ id: MEDIA, tags })));
      },
    ),
    { numRuns: 200 },
  );
});

test('the holder of an upload token reaches one media', () => {
  const caller = uploadCaller('upt_1', { mediaId: MEDIA, tags: ['acme'], metadata: {} });
  const may = (action: Action, id: string) => caller.can(action, objectsOf({ id, tags: ['acme'] }));
  expect(ACTIONS.filter((action) => may(action, MEDIA))).toEqual(['read', 'upload']);
  expect(ACTIONS.filter((action) => may(action, OTHER))).toEqual([]);
  expect(caller.can('read', SERVICE_OBJECTS)).toBe(false);
  expect(caller.scopesFor('read')).toEqual([{ tags: [], mediaIds: [MEDIA] }]);
  expect(caller.scopesFor('delete')).toBeUndefined();
});
