import type { Deps } from '../../runtime/deps.ts';
import { Problem } from '../../runtime/problem.ts';
import { requireAwaitingUpload } from '../medias/require-media.ts';
import type { SignedParts } from '../schemas/upload.ts';
import { requireMultipart } from './require-multipart.ts';
import { signParts } from './sign-upload.ts';

export const signUploadParts = async (
  deps: Deps,
  mediaId: string,
  partNumbers: readonly number[],
): Promise<SignedParts> => {
  const multipart = requireMultipart(await requireAwaitingUpload(deps, mediaId));
  const parts = Math.ceil(multipart.bytes / multipart.partBytes);
  const errors = partNumbers.flatMap((partNumber, i) =>
    partNumber > parts ? [{ path: `partNumbers.${i}`, message: `must be at most ${parts}, the number of parts` }] : [],
  );
  if (errors.length > 0) {
    throw new Problem('no_such_part', `The upload has ${parts} parts; ask for parts 1 to ${parts}.`, { errors });
  }
  const expiresInSeconds = deps.config.upload.expirySeconds;
  const expiresAt = new Date(deps.now().getTime() + expiresInSeconds * 1000).toISOString();
  return { parts: await signParts(deps, { ...multipart, expiresInSeconds }, partNumbers), expiresAt };
};
