import { readFile } from 'node:fs/promises';
import { expect } from 'vitest';
import type { CreatedMedia } from '../../../shared/api/schemas/media.ts';
import { type Call, createMedia } from '../../acceptance/support/client.ts';

/** Creates a media and sends its file as the service says, whole or in parts; answers with the media as created. */
export const uploadFile = async (call: Call, path: string, fields: object = {}): Promise<CreatedMedia> => {
  const bytes = await readFile(path);
  const created = await createMedia(call, { size: bytes.length, ...fields });
  await sendFile(call, created, bytes);
  return created;
};

export const sendFile = async (
  call: Call,
  { id, upload }: CreatedMedia,
  bytes: Uint8Array<ArrayBuffer>,
): Promise<void> => {
  if (!upload) throw new Error(`Nothing says where to send the file of ${id}`);
  const put = async (url: string, body: Uint8Array<ArrayBuffer>, headers: Record<string, string> = {}) => {
    const response = await fetch(url, { method: 'PUT', body, headers });
    expect(response.status, await response.text()).toBe(200);
    return response.headers.get('etag') ?? '';
  };
  if ('method' in upload) return void (await put(upload.url, bytes, upload.headers));
  const { partSize } = upload;
  const parts = [];
  for (const { partNumber, url } of upload.parts) {
    const part = bytes.subarray((partNumber - 1) * partSize, partNumber * partSize);
    parts.push({ partNumber, etag: await put(url, part) });
  }
  const complete = await call('POST', `/v1/medias/${id}/upload/complete`, { json: { parts } });
  expect(complete.status, JSON.stringify(complete.body)).toBe(200);
};
