import { type Action, ANYTHING, objectsOf } from './actions.ts';
import type { Policy } from './load-policy.ts';
import type { Scope } from './scope.ts';

/** What an upload token lets its holder upload. */
export interface UploadGrant {
  readonly mediaId: string;
  readonly maxBytes?: number | undefined;
  readonly kind?: 'video' | 'audio' | undefined;
  readonly title?: string | undefined;
  readonly tags: readonly string[];
  readonly metadata: Readonly<Record<string, string>>;
}

/** Who asks, and what that one may do. */
export interface Caller {
  /** Of the key or the upload token; `anyone` where no key is needed. */
  readonly id: string;
  readonly name: string;
  readonly roles: readonly string[];
  /** Whether the action is allowed on a thing that is all of these objects. */
  can(action: Action, objects: readonly string[]): boolean;
  /** What the action is limited to: nothing at all is undefined, everything an empty list. */
  scopesFor(action: Action): readonly Scope[] | undefined;
  /** Set if it holds an upload token. */
  readonly upload?: UploadGrant;
}

/** Where no key is needed. */
export const ANYONE: Caller = {
  id: 'anyone',
  name: 'anyone',
  roles: ['admin'],
  can: () => true,
  scopesFor: () => [],
};

interface KeyGrants {
  readonly id: string;
  readonly name: string;
  readonly roles: readonly string[];
  /** What its roles are narrowed to. */
  readonly objects: readonly string[];
}

/** The holder of an API key may do what one of its roles allows, on what is one of its objects. */
export const keyCaller = (policy: Policy, { id, name, roles, objects }: KeyGrants): Caller => ({
  id,
  name,
  roles,
  can: (action, target) =>
    (objects.includes(ANYTHING) || target.some((object) => objects.includes(object))) &&
    policy.allows(roles, target, action),
  scopesFor: (action) => {
    const limits = [policy.objectsFor(roles, action), objects].filter((limit) => !limit.includes(ANYTHING));
    const scopes = limits.map(toScope);
    return scopes.some(({ tags, mediaIds }) => tags.length + mediaIds.length === 0) ? undefined : scopes;
  },
});

/** The holder of an upload token may upload its media, and see what becomes of it. */
export const uploadCaller = (id: string, upload: UploadGrant): Caller => {
  const own = objectsOf({ id: upload.mediaId, tags: [] });
  const isAllowed = (action: Action): boolean => action === 'upload' || action === 'read';
  return {
    id,
    name: id,
    roles: [],
    can: (action, target) => isAllowed(action) && target.some((object) => own.includes(object)),
    scopesFor: (action) => (isAllowed(action) ? [{ tags: [], mediaIds: [upload.mediaId] }] : undefined),
    upload,
  };
};

const toScope = (objects: readonly string[]): Scope => ({
  tags: objects.flatMap((object) => (object.startsWith('tag:') ? [object.slice('tag:'.length)] : [])),
  mediaIds: objects.flatMap((object) => (object.startsWith('media:') ? [object.slice('media:'.length)] : [])),
});
