import type { MediaRow } from '../../ledger/rows.ts';
import { Problem } from '../../runtime/problem.ts';

export interface OpenMultipart {
  readonly mediaId: string;
  readonly uploadId: string;
  readonly bytes: number;
  readonly partBytes: number;
}

export const findMultipart = ({ id, upload }: MediaRow): OpenMultipart | undefined =>
  upload?.uploadId !== undefined && upload.partBytes !== undefined
    ? { mediaId: id, uploadId: upload.uploadId, bytes: upload.bytes, partBytes: upload.partBytes }
    : undefined;

export const noMultipart = (mediaId: string): Problem =>
  new Problem(
    'no_multipart_upload',
    `The media ${mediaId} has no multipart upload in progress; start one with POST /v1/medias/${mediaId}/upload.`,
  );

export const requireMultipart = (media: MediaRow): OpenMultipart => {
  const multipart = findMultipart(media);
  if (!multipart) throw noMultipart(media.id);
  return multipart;
};
