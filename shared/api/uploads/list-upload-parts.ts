import type { Deps } from '../../runtime/deps.ts';
import { requireAwaitingUpload } from '../medias/require-media.ts';
import type { StoredParts } from '../schemas/upload.ts';
import { noMultipart, requireMultipart } from './require-multipart.ts';
import { findStoredParts } from './stored-parts.ts';

export const listUploadParts = async (deps: Deps, mediaId: string): Promise<StoredParts> => {
  const { uploadId, partBytes } = requireMultipart(await requireAwaitingUpload(deps, mediaId));
  const parts = await findStoredParts(deps, mediaId, uploadId);
  if (!parts) throw noMultipart(mediaId);
  return { uploadId, partSize: partBytes, parts };
};
