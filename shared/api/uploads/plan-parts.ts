import type { Config } from '../../runtime/config.ts';
import { MAX_PARTS } from '../schemas/upload.ts';

const MIB = 1024 * 1024;

export interface PartPlan {
  /** Of every part but the last. */
  readonly partBytes: number;
  readonly parts: number;
}

/** Parts of `partBytes`, or as much larger (in whole MiB) as it takes to need no more than S3's 10,000. */
export const planParts = (fileBytes: number, partBytes: number): PartPlan => {
  const smallest = Math.ceil(Math.ceil(fileBytes / MAX_PARTS) / MIB) * MIB;
  const chosen = Math.max(partBytes, smallest);
  return { partBytes: chosen, parts: Math.ceil(fileBytes / chosen) };
};

/** Bytes of one part, counted from 1. */
export const bytesOfPart = (partNumber: number, fileBytes: number, partBytes: number): number =>
  Math.min(partBytes, fileBytes - (partNumber - 1) * partBytes);

export const needsParts = (fileBytes: number, { upload }: Pick<Config, 'upload'>): boolean =>
  fileBytes > upload.multipartThresholdBytes;
