import { requireOnTags } from '../../access/authorize.ts';
import { type MediaFields, updateMedia } from '../../ledger/medias.ts';
import type { MediaRow } from '../../ledger/rows.ts';
import { wakeSweepAround } from '../../pipeline/wake-sweep-around.ts';
import { policyOf } from '../../playback/policy-of.ts';
import { tellEdgeSoon } from '../../playback/tell-edge.ts';
import type { Deps } from '../../runtime/deps.ts';
import { Problem } from '../../runtime/problem.ts';
import { requireFuture } from '../access/require-future.ts';
import { requireTokens } from '../playback/require-tokens.ts';
import { requireUnchanged } from '../requests/preconditions.ts';
import type { ApiRequest } from '../requests/route.ts';
import { MAX_METADATA_KEYS, type UpdateMediaBody } from '../schemas/media.ts';
import { noSuchMedia } from './require-media.ts';

type ChangeDeps = Pick<Deps, 'config' | 'database' | 'dynamo' | 'resources' | 'now' | 'logger'>;

/** Applies a JSON merge patch (RFC 7396) to what its owner says of a media. */
export const changeMedia = async (
  deps: ChangeDeps,
  mediaId: string,
  patch: UpdateMediaBody,
  { caller, preconditions }: Pick<ApiRequest<never, never, never>, 'caller' | 'preconditions'>,
): Promise<MediaRow> => {
  if (patch.deleteAt) requireFuture('deleteAt', patch.deleteAt, deps.now());
  if (patch.playbackPolicy === 'signed') requireTokens(deps);
  const edit = (media: MediaRow): MediaFields => {
    if (media.trashedAt) throw noSuchMedia(mediaId);
    requireUnchanged(media, preconditions);
    const fields = mergeFields(media, patch);
    requireOnTags(caller, 'write', { id: mediaId, tags: fields.tags });
    return fields;
  };
  // Whoever was given an address for good must not keep what is for short-lived ones.
  const closesAddresses = (before: MediaFields, after: MediaFields): boolean =>
    policyOf(before, deps.config) === 'public' && policyOf(after, deps.config) === 'signed';
  const update = () => updateMedia(deps.database, { id: mediaId, edit, closesAddresses, now: deps.now() });
  const isForSweep = patch.deleteAt !== undefined || patch.playbackPolicy !== undefined;
  const changed = isForSweep ? await wakeSweepAround(deps, update) : await update();
  if (!changed) throw noSuchMedia(mediaId);
  if (patch.playbackPolicy !== undefined) await tellEdgeSoon(deps);
  return changed;
};

const mergeFields = (
  media: MediaFields,
  { title, tags, metadata, playbackPolicy, deleteAt }: UpdateMediaBody,
): MediaFields => ({
  playbackPolicy: playbackPolicy === undefined ? media.playbackPolicy : (playbackPolicy ?? undefined),
  deleteAt: deleteAt === undefined ? media.deleteAt : deleteAt === null ? undefined : new Date(deleteAt),
  title: title ?? media.title,
  tags: tags === undefined ? media.tags : (tags ?? []),
  metadata: metadata === undefined ? media.metadata : mergeMetadata(media.metadata, metadata ?? undefined),
});

const mergeMetadata = (
  present: MediaFields['metadata'],
  patch: Readonly<Record<string, string | null>> | undefined,
): MediaFields['metadata'] => {
  if (!patch) return {};
  const merged = Object.entries({ ...present, ...patch }).filter(
    (entry): entry is [string, string] => entry[1] !== null,
  );
  if (merged.length > MAX_METADATA_KEYS) {
    const message = `would have ${merged.length} keys; at most ${MAX_METADATA_KEYS} are kept`;
    const detail = `The body is not valid: metadata: ${message}. Remove some by setting them to null.`;
    throw new Problem('invalid_request', detail, { errors: [{ path: 'metadata', message }] });
  }
  return Object.fromEntries(merged);
};
