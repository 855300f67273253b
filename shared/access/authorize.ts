import { findMedia } from '../ledger/medias.ts';
import type { Deps } from '../runtime/deps.ts';
import { Problem } from '../runtime/problem.ts';
import { type Action, objectsOf, SERVICE_OBJECTS } from './actions.ts';
import type { Caller } from './caller.ts';
import type { Scope } from './scope.ts';

const VERBS: Readonly<Record<Action, string>> = {
  read: 'read',
  write: 'change',
  upload: 'upload',
  delete: 'delete',
  play: 'play',
  admin: 'administer',
};

export const forbidden = (caller: Caller, action: Action, what: string): Problem =>
  new Problem(
    'forbidden',
    `${caller.upload ? 'This upload token' : `The API key ${JSON.stringify(caller.name)}`} does not allow you to ${VERBS[action]} ${what}.`,
  );

export const requireOnService = (caller: Caller, action: Action): void => {
  if (!caller.can(action, SERVICE_OBJECTS)) throw forbidden(caller, action, 'the service itself');
};

/** What the action is limited to; everything is an empty list. */
export const requireScopes = (caller: Caller, action: Action): readonly Scope[] => {
  const scopes = caller.scopesFor(action);
  if (!scopes) throw forbidden(caller, action, 'medias');
  return scopes;
};

/** What is not to be read is not there: only its id would be told apart from one that nobody has. */
export const requireOnMedia = async (
  { database }: Pick<Deps, 'database'>,
  caller: Caller,
  action: Action,
  mediaId: string,
): Promise<void> => {
  const scopes = caller.scopesFor(action);
  if (scopes?.length === 0) return;
  const media = await findMedia(database, mediaId);
  // The holder of an upload token may begin with a media that is not there yet.
  const objects = objectsOf({ id: mediaId, tags: media?.tags ?? [] });
  if (caller.can(action, objects)) return;
  if (media && caller.can('read', objects)) throw forbidden(caller, action, `the media ${mediaId}`);
  const cause = forbidden(caller, action, `the media ${mediaId}`);
  throw new Problem('media_not_found', `There is no media ${JSON.stringify(mediaId)}; check the id.`, { cause });
};

/** Whether it was refused because of who asked. */
export const isDenial = (error: unknown): error is Problem =>
  error instanceof Problem &&
  (error.code === 'unauthorized' ||
    error.code === 'forbidden' ||
    (error.cause instanceof Problem && isDenial(error.cause)));

/** For a media that is made or changed: it must not leave what the caller may do this with. */
export const requireOnTags = (
  caller: Caller,
  action: Action,
  media: { id?: string; tags: readonly string[] },
): void => {
  if (caller.can(action, objectsOf(media))) return;
  const tags = caller.scopesFor(action)?.flatMap((scope) => scope.tags) ?? [];
  const hint = tags.length > 0 ? ` that has none of the tags ${[...new Set(tags)].join(', ')}` : '';
  throw forbidden(caller, action, `a media${hint}`);
};
