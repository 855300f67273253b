import { requireOnTags } from '../../access/authorize.ts';
import type { Caller } from '../../access/caller.ts';
import { findDeletedEvent } from '../../ledger/deletions.ts';
import { createMedia } from '../../ledger/medias.ts';
import { newId } from '../../media/identifiers.ts';
import { wakeSweepAround } from '../../pipeline/wake-sweep-around.ts';
import type { Deps } from '../../runtime/deps.ts';
import { noteInLog } from '../../runtime/note-in-log.ts';
import { Problem } from '../../runtime/problem.ts';
import { requireFuture } from '../access/require-future.ts';
import { requireTokens } from '../playback/require-tokens.ts';
import type { ApiRequest } from '../requests/route.ts';
import type { CreatedMedia, CreateMediaBody } from '../schemas/media.ts';
import { checkFileSize } from '../uploads/check-file-size.ts';
import { checkOpenUploads } from '../uploads/check-open-uploads.ts';
import { planUpload } from '../uploads/plan-parts.ts';
import { beginMediaUpload } from '../uploads/start-media-upload.ts';
import { presentMedia } from './present-media.ts';
import { readMedia } from './read-media.ts';
import { reserveMediaId } from './reserve-media-id.ts';

/**
 * With a size the upload is started as well, so that one round trip is enough. A request with an Idempotency-Key that is done
 * again, because its answer was never noted, goes on with the media that it made.
 */
export const createMediaWithUpload = async (
  deps: Deps,
  body: CreateMediaBody,
  { caller, idempotencyScope }: Pick<ApiRequest<never, never, never>, 'caller' | 'idempotencyScope'>,
): Promise<CreatedMedia> => {
  const { size, partSize, ...given } = body;
  if (size !== undefined) {
    checkFileSize(size, deps.config, caller.upload);
    planUpload({ size, partSize }, deps.config);
  }
  const now = deps.now();
  const deleteAt = given.deleteAt === undefined ? undefined : requireFuture('deleteAt', given.deleteAt, now);
  if (given.playbackPolicy === 'signed') requireTokens(deps);
  await checkOpenUploads(deps);
  const { id = await chooseId(deps, body, idempotencyScope), ...fields } = admitFields(caller, given);
  noteInLog({ mediaId: id });
  return wakeSweepAround(deps, async () => {
    const media = await createMedia(deps.database, { ...fields, id, declaredBytes: size, deleteAt, now });
    if (media.status !== 'AwaitingUpload') return readMedia(deps, id);
    if (size === undefined) return presentMedia(deps, media, []);
    const upload = await beginMediaUpload(deps, id, { size, contentType: fields.contentType, partSize });
    return { ...(await readMedia(deps, id)), upload };
  });
};

type GivenFields = Omit<CreateMediaBody, 'size' | 'partSize'>;

type MediaFields = GivenFields & {
  readonly id?: string;
  readonly allowedKind?: 'video' | 'audio' | undefined;
};

/** What an upload token says of its media goes before what its holder says. */
const admitFields = (caller: Caller, given: GivenFields): MediaFields => {
  const { upload } = caller;
  if (!upload) {
    requireOnTags(caller, 'upload', given);
    return given;
  }
  const { mediaId: id, kind: allowedKind, title = given.title, tags } = upload;
  return { ...given, id, allowedKind, title, tags: [...tags], metadata: { ...given.metadata, ...upload.metadata } };
};

const chooseId = (deps: Deps, body: CreateMediaBody, scope: string | undefined): string | Promise<string> =>
  scope === undefined ? newId('med', deps.now()) : reserveId(deps, scope, body);

/** The same id for the same request; what was deleted under it stays deleted. */
const reserveId = async (deps: Deps, scope: string, body: CreateMediaBody): Promise<string> => {
  const id = await reserveMediaId(deps, scope, body);
  if (!(await findDeletedEvent(deps.database, id))) return id;
  const detail = `The media ${id}, which was created with this Idempotency-Key, was deleted; use another key for another media.`;
  throw new Problem('media_not_found', detail);
};
