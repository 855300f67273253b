import * as z from 'zod';
import type { Scope } from '../../access/scope.ts';
import { listMedias } from '../../ledger/medias.ts';
import { MEDIA_ID_PATTERN } from '../../media/identifiers.ts';
import type { Deps } from '../../runtime/deps.ts';
import type { ListMediasQuery, MediaSummary } from '../schemas/media.ts';
import { decodeCursor, encodeCursor } from './cursor.ts';
import { type PresentDeps, presentMediaSummary } from './present-media.ts';

/** There is no year 0 to PostgreSQL. */
const Instant = z.iso.datetime().refine((text) => !text.startsWith('0000'));
const Position = z.object({ createdAt: Instant, id: z.string().regex(MEDIA_ID_PATTERN) });

export const readMedias = async (
  deps: PresentDeps & Pick<Deps, 'database'>,
  { limit, cursor, status, deleted }: ListMediasQuery,
  within: readonly Scope[],
): Promise<{ items: MediaSummary[]; nextCursor: string | undefined }> => {
  const { medias, next } = await listMedias(deps.database, {
    limit,
    within,
    deleted: deleted === 'true',
    ...(cursor === undefined ? {} : { cursor: decodeCursor(cursor, (value) => Position.parse(value)) }),
    ...(status === undefined ? {} : { status }),
  });
  return {
    items: await Promise.all(medias.map((media) => presentMediaSummary(deps, media))),
    nextCursor: next && encodeCursor(next),
  };
};
