import { requireOnTags } from '../../access/authorize.ts';
import { type MediaFields, updateMedia } from '../../ledger/medias.ts';
import type { MediaRow } from '../../ledger/rows.ts';
import type { Deps } from '../../runtime/deps.ts';
import { Problem } from '../../runtime/problem.ts';
import { requireUnchanged } from '../requests/preconditions.ts';
import type { ApiRequest } from '../requests/route.ts';
import { MAX_METADATA_KEYS, type UpdateMediaBody } from '../schemas/media.ts';
import { noSuchMedia } from './require-media.ts';

/** Applies a JSON merge patch (RFC 7396) to what its owner says of a media. */
export const changeMedia = async (
  { database, now }: Pick<Deps, 'database' | 'now'>,
  mediaId: string,
  patch: UpdateMediaBody,
  { caller, preconditions }: Pick<ApiRequest<never, never, never>, 'caller' | 'preconditions'>,
): Promise<MediaRow> => {
  const edit = (media: MediaRow): MediaFields => {
    requireUnchanged(media, preconditions);
    const fields = mergeFields(media, patch);
    requireOnTags(caller, 'write', { id: mediaId, tags: fields.tags });
    return fields;
  };
  const changed = await updateMedia(database, { id: mediaId, edit, now: now() });
  if (!changed) throw noSuchMedia(mediaId);
  return changed;
};

const mergeFields = (media: MediaFields, { title, tags, metadata }: UpdateMediaBody): MediaFields => ({
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
