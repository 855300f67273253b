import type { MediaRow, RenditionRow } from '../../ledger/rows.ts';
import { POSTER_NAME } from '../../media/keys.ts';
import { toNumber } from '../../media/rational.ts';
import { dashName, masterName } from '../../packaging/object-names.ts';
import { type PlaybackFolder, playbackFolder } from '../../playback/playback-folder.ts';
import { policyOf } from '../../playback/policy-of.ts';
import type { Deps } from '../../runtime/deps.ts';
import type { Media, MediaSummary, Playback } from '../schemas/media.ts';
import { presentRendition } from './present-rendition.ts';

export type PresentDeps = Pick<Deps, 'config' | 'resources' | 'signingKeys' | 'now'>;

/** A growing playlist of a media that came to nothing is no promise any more. */
const isPlayable = ({ status, playableAt }: MediaRow): boolean =>
  status === 'Ready' || (playableAt !== undefined && status !== 'Errored');

/** Whether the edge lets anybody in. */
const isOpen = ({ trashedAt, playbackRevokedAt }: MediaRow): boolean => !trashedAt && !playbackRevokedAt;

/** Only what can be fetched now. DASH has no growing manifest here: it comes with Ready. */
export const presentAddresses = (
  { config }: Pick<Deps, 'config'>,
  media: MediaRow,
  { url, expiresAt }: PlaybackFolder,
): Playback | undefined => {
  const { formats } = config.encoding;
  const hasHls = isPlayable(media) && formats.includes('hls');
  const hasDash = media.status === 'Ready' && formats.includes('dash');
  if (!hasHls && !hasDash && !media.poster) return undefined;
  return {
    ...(hasHls ? { hls: `${url}/${masterName}` } : {}),
    ...(hasDash ? { dash: `${url}/${dashName}` } : {}),
    ...(media.poster ? { poster: `${url}/${POSTER_NAME}` } : {}),
    ...(expiresAt ? { expiresAt: expiresAt.toISOString() } : {}),
  };
};

const hasAddresses = (media: MediaRow): boolean => isOpen(media) && (isPlayable(media) || media.poster !== undefined);

const presentPendingUpload = ({ status, upload }: MediaRow): Media['pendingUpload'] =>
  status === 'AwaitingUpload' && upload
    ? {
        size: upload.bytes,
        contentType: upload.contentType,
        uploadId: upload.uploadId,
        partSize: upload.partBytes,
        expiresAt: upload.expiresAt.toISOString(),
      }
    : undefined;

/** A media as lists show it. What is undefined is left out of the JSON. */
export const presentMediaSummary = async (deps: PresentDeps, media: MediaRow): Promise<MediaSummary> => ({
  id: media.id,
  title: media.title,
  status: media.status,
  playable: isPlayable(media),
  progress: media.progress,
  kind: media.plan?.kind,
  tags: media.tags,
  metadata: media.metadata,
  createdAt: media.createdAt.toISOString(),
  updatedAt: media.updatedAt.toISOString(),
  playableAt: media.playableAt?.toISOString(),
  readyAt: media.readyAt?.toISOString(),
  durationSeconds: media.plan ? toNumber(media.plan.duration) : media.probe?.durationSeconds,
  playback: hasAddresses(media) ? presentAddresses(deps, media, await playbackFolder(deps, media)) : undefined,
  playbackPolicy: policyOf(media, deps.config),
  playbackRevokedAt: media.playbackRevokedAt?.toISOString(),
  deleteAt: media.deleteAt?.toISOString(),
  deletedAt: media.trashedAt?.toISOString(),
  restoreUntil: media.restoreUntil?.toISOString(),
  error: media.error && { code: media.error.code, message: media.error.message },
  pendingUpload: presentPendingUpload(media),
});

export const presentMedia = async (
  deps: PresentDeps,
  media: MediaRow,
  renditions: readonly RenditionRow[],
): Promise<Media> => ({
  ...(await presentMediaSummary(deps, media)),
  probe: media.probe,
  nonStandardReasons: media.plan?.nonStandardReasons,
  renditions: renditions.map((rendition) => presentRendition(rendition, media.plan)),
});
