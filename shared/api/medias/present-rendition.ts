import type { RenditionRow } from '../../ledger/rows.ts';
import { toNumber } from '../../media/rational.ts';
import type { MediaPlan } from '../../media/rendition.ts';
import type { Rendition } from '../schemas/media.ts';

/** Bits per second over the whole length; only a whole rendition has one. */
const measuredBitrate = ({ status, bytes }: RenditionRow, plan: MediaPlan | undefined): number | undefined =>
  status === 'Ready' && plan && bytes > 0 ? Math.round((bytes * 8) / toNumber(plan.duration)) : undefined;

const presentSpec = ({ spec }: RenditionRow): Partial<Rendition> =>
  spec.kind === 'video'
    ? {
        width: spec.width,
        height: spec.height,
        frameRate: toNumber(spec.frameRate),
        maxBitrate: spec.maxBitrate,
        ...(spec.copied && { copied: true }),
      }
    : { maxBitrate: spec.bitrate, language: spec.language, channels: spec.channels };

export const presentRendition = (rendition: RenditionRow, plan: MediaPlan | undefined): Rendition => ({
  name: rendition.name,
  kind: rendition.kind,
  status: rendition.status,
  ...presentSpec(rendition),
  bitrate: measuredBitrate(rendition, plan),
  codecs: rendition.codecs,
  error: rendition.errorMessage,
});
