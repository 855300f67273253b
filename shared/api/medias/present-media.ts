import type { MediaRow, RenditionRow } from '../../ledger/rows.ts';
import { POSTER_NAME } from '../../media/keys.ts';
import { toNumber } from '../../media/rational.ts';
import { dashName, masterName } from '../../packaging/object-names.ts';
import type { Deps } from '../../runtime/deps.ts';
import type { Media, MediaSummary, Playback } from '../schemas/media.ts';
import { presentRendition } from './present-rendition.ts';

type PresentDeps = Pick<Deps, 'config' | 'resources'>;

/** A growing playlist of a media that came to nothing is no promise any more. */
const isPlayable = ({ status, playableAt }: MediaRow): boolean =>
  status === 'Ready' || (playableAt !== undefined && status !== 'Errored');

/** Only what can be fetched now. DASH has no growing manifest here: it comes with Ready. */
const presentPlayback = ({ config, resources }: PresentDeps, media: MediaRow): Playback | undefined => {
  const address = (name: string) => `${resources.playbackBaseUrl}/${media.id}/${name}`;
  const { formats } = config.encoding;
  const playback = {
    ...(isPlayable(media) && formats.includes('hls') ? { hls: address(masterName) } : {}),
    ...(media.status === 'Ready' && formats.includes('dash') ? { dash: address(dashName) } : {}),
    ...(media.poster ? { poster: address(POSTER_NAME) } : {}),
  };
  return Object.keys(playback).length > 0 ? playback : undefined;
};

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
export const presentMediaSummary = (deps: PresentDeps, media: MediaRow): MediaSummary => ({
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
  playback: presentPlayback(deps, media),
  error: media.error && { code: media.error.code, message: media.error.message },
  pendingUpload: presentPendingUpload(media),
});

export const presentMedia = (deps: PresentDeps, media: MediaRow, renditions: readonly RenditionRow[]): Media => ({
  ...presentMediaSummary(deps, media),
  probe: media.probe,
  renditions: renditions.map((rendition) => presentRendition(rendition, media.plan)),
});
