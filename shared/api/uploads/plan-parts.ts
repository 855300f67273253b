import type { Config } from '../../runtime/config.ts';
import { Problem } from '../../runtime/problem.ts';
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

/** Parts as a client wants them, who has cut the file already. */
const planPartsAs = (fileBytes: number, partBytes: number): PartPlan => {
  const parts = Math.ceil(fileBytes / partBytes);
  if (parts <= MAX_PARTS) return { partBytes, parts };
  const message = `must be at least ${Math.ceil(fileBytes / MAX_PARTS)}, as there can be ${MAX_PARTS} parts`;
  throw new Problem('invalid_request', `The body is not valid: partSize: ${message}.`, {
    errors: [{ path: 'partSize', message }],
  });
};

/** Bytes of one part, counted from 1. */
export const bytesOfPart = (partNumber: number, fileBytes: number, partBytes: number): number =>
  Math.min(partBytes, fileBytes - (partNumber - 1) * partBytes);

/** How a file goes up: in these parts, or (undefined) with one PUT. `partSize`: what the client asks for. */
export const planUpload = (
  { size, partSize }: { readonly size: number; readonly partSize?: number | undefined },
  { upload }: Pick<Config, 'upload'>,
): PartPlan | undefined => {
  if (partSize !== undefined) return planPartsAs(size, partSize);
  return size > upload.multipartThresholdBytes ? planParts(size, upload.partBytes) : undefined;
};
