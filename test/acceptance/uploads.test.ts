import { expect, test } from 'vitest';
import type { Media } from '../../shared/api/schemas/media.ts';
import type { SignedParts, StoredParts, Upload } from '../../shared/api/schemas/upload.ts';
import { createMedia, followMedia, type ProblemBody } from './support/client.ts';
import { useService } from './support/use-service.ts';

const call = useService();

type Single = Extract<Upload, { method: 'PUT' }>;
type Multipart = Extract<Upload, { uploadId: string }>;

/** A little above the default threshold; nothing that could be played. */
const LARGE = 65 * 1024 * 1024;

const put = (url: string, bytes: Uint8Array<ArrayBuffer>, headers: Record<string, string> = {}) =>
  fetch(url, { method: 'PUT', body: bytes, headers });

const startLarge = async () => {
  const { id } = await createMedia(call);
  const { body } = await call<Multipart>('POST', `/v1/medias/${id}/upload`, { json: { size: LARGE } });
  return { id, upload: body, file: new Uint8Array(LARGE).fill(7) };
};

const partOf = (file: Uint8Array<ArrayBuffer>, { partSize }: Multipart, partNumber: number) =>
  file.subarray((partNumber - 1) * partSize, partNumber * partSize);

test('creating with a size says where to send the file, with what', async () => {
  const media = await createMedia(call, { size: 5, contentType: 'video/mp4' });
  const upload = media.upload as Single;
  expect(upload).toMatchObject({ method: 'PUT', headers: { 'content-type': 'video/mp4' } });
  expect(Date.parse(upload.expiresAt)).toBeGreaterThan(Date.now());
  expect(media.pendingUpload).toMatchObject({ size: 5, contentType: 'video/mp4' });
  expect(upload.url).not.toMatch(/checksum/i);
});

test('only the announced length and type are taken', async () => {
  const { upload } = await createMedia(call, { size: 5, contentType: 'video/mp4' });
  const { url, headers } = upload as Single;
  expect((await put(url, new Uint8Array(6), headers)).status).toBe(403);
  expect((await put(url, new Uint8Array(5), { 'content-type': 'text/html' })).status).toBe(403);
  expect((await put(url, new Uint8Array(5), headers)).status).toBe(200);
});

test('only the planned length of a part is taken', async () => {
  const { upload } = await startLarge();
  const [first, last] = [upload.parts[0]?.url ?? '', upload.parts.at(-1)?.url ?? ''];
  expect((await put(first, new Uint8Array(upload.partSize - 1))).status).toBe(403);
  expect((await put(first, new Uint8Array(upload.partSize + 1))).status).toBe(403);
  expect((await put(last, new Uint8Array(upload.partSize))).status).toBe(403);
  expect((await put(last, new Uint8Array(LARGE % upload.partSize))).status).toBe(200);
});

test('a file that is no media ends as Errored, with a reason', async () => {
  const { id, upload } = await createMedia(call, { size: 5 });
  expect((await put((upload as Single).url, new TextEncoder().encode('hello'))).status).toBe(200);
  const media = await followMedia(call, id, ({ status }) => status === 'Errored');
  expect(media.error).toMatchObject({ code: 'not_media' });
  const again = await call('POST', `/v1/medias/${id}/upload`, { json: { size: 5 } });
  expect(again.body.code).toBe('not_awaiting_upload');
  expect(again.status).toBe(409);
});

test('a single upload cannot be completed before it has arrived', async () => {
  const { id } = await createMedia(call, { size: 5 });
  const early = await call('POST', `/v1/medias/${id}/upload/complete`);
  expect(early.body.code).toBe('upload_incomplete');
  const parts = await call('GET', `/v1/medias/${id}/upload/parts`);
  expect(parts.body.code).toBe('no_multipart_upload');
});

test.each([
  [{ size: 0 }, 400, 'file_empty'],
  [{ size: 1e15 }, 413, 'file_too_large'],
  [{}, 400, 'invalid_request'],
  [{ size: -1 }, 400, 'invalid_request'],
])('an upload of %j is refused', async (json, status, code) => {
  const { id } = await createMedia(call);
  const reply = await call('POST', `/v1/medias/${id}/upload`, { json });
  expect(reply.body).toMatchObject({ status, code });
});

test('a multipart upload is resumed and completed, even twice', async () => {
  const { id, upload, file } = await startLarge();
  expect(upload.parts.map(({ partNumber }) => partNumber)).toEqual([1, 2, 3, 4, 5]);

  // The client is cut off after two parts, and comes back knowing only the media's id.
  for (const { partNumber, url } of upload.parts.slice(0, 2)) {
    expect((await put(url, partOf(file, upload, partNumber))).status).toBe(200);
  }
  const early = await call('POST', `/v1/medias/${id}/upload/complete`, { json: {} });
  expect(early.body.code).toBe('upload_incomplete');
  const { body: stored } = await call<StoredParts>('GET', `/v1/medias/${id}/upload/parts`);
  expect(stored).toMatchObject({ uploadId: upload.uploadId, partSize: upload.partSize });
  expect(stored.parts.map(({ partNumber, size }) => [partNumber, size])).toEqual([
    [1, upload.partSize],
    [2, upload.partSize],
  ]);

  const missing = upload.parts
    .map(({ partNumber }) => partNumber)
    .filter((n) => !stored.parts.some((part) => part.partNumber === n));
  const signed = await call<SignedParts>('POST', `/v1/medias/${id}/upload/parts`, { json: { partNumbers: missing } });
  const etags = await Promise.all(
    signed.body.parts.map(async ({ partNumber, url }) => {
      const response = await put(url, partOf(file, upload, partNumber));
      expect(response.status).toBe(200);
      return { partNumber, etag: response.headers.get('etag') ?? '' };
    }),
  );
  const wrong = [...stored.parts, ...etags].map(({ partNumber }) => ({ partNumber, etag: '"00"' }));
  const mismatch = await call('POST', `/v1/medias/${id}/upload/complete`, { json: { parts: wrong } });
  expect(mismatch.body.code).toBe('part_mismatch');

  const parts = [...stored.parts, ...etags].map(({ partNumber, etag }) => ({ partNumber, etag }));
  const complete = () => call<Media & ProblemBody>('POST', `/v1/medias/${id}/upload/complete`, { json: { parts } });
  expect(await complete()).toMatchObject({ status: 200, body: { id } });
  expect(await complete()).toMatchObject({ status: 200, body: { id } });
  await followMedia(call, id, ({ status }) => status === 'Errored');
  expect(await complete()).toMatchObject({ status: 200, body: { status: 'Errored' } });
});

test('who has cut the file already says so', async () => {
  const partSize = 6 * 1024 * 1024;
  const { id, upload } = await createMedia(call, { size: partSize + 1, partSize });
  const { parts } = upload as Multipart;
  expect(upload).toMatchObject({ partSize, parts: [{ partNumber: 1 }, { partNumber: 2 }] });
  expect((await put(parts[0]?.url ?? '', new Uint8Array(partSize))).status).toBe(200);
  expect((await put(parts[1]?.url ?? '', new Uint8Array(1))).status).toBe(200);
  expect((await call('POST', `/v1/medias/${id}/upload/complete`, { json: {} })).status).toBe(200);
  const many = await call('POST', '/v1/medias', { json: { title: 'Long', size: 53_000_000_000, partSize: 5_242_880 } });
  expect(many.body).toMatchObject({ status: 400, errors: [{ path: 'partSize' }] });
});

test('parts that are not of this upload are not signed', async () => {
  const { id } = await startLarge();
  const reply = await call('POST', `/v1/medias/${id}/upload/parts`, { json: { partNumbers: [5, 6] } });
  expect(reply.body).toMatchObject({ code: 'no_such_part', errors: [{ path: 'partNumbers.1' }] });
});

test('starting over drops the former parts, aborting drops everything', async () => {
  const { id, upload, file } = await startLarge();
  const first = upload.parts[0];
  expect((await put(first?.url ?? '', partOf(file, upload, 1))).status).toBe(200);

  const { body: second } = await call<Multipart>('POST', `/v1/medias/${id}/upload`, { json: { size: LARGE } });
  expect(second.uploadId).not.toBe(upload.uploadId);
  expect((await put(first?.url ?? '', partOf(file, upload, 1))).status).toBe(404);
  expect((await call<StoredParts>('GET', `/v1/medias/${id}/upload/parts`)).body.parts).toEqual([]);

  expect((await call<undefined>('DELETE', `/v1/medias/${id}/upload`)).status).toBe(204);
  expect((await call<undefined>('DELETE', `/v1/medias/${id}/upload`)).status).toBe(204);
  expect((await call('GET', `/v1/medias/${id}/upload/parts`)).body.code).toBe('no_multipart_upload');
  expect((await put(second.parts[0]?.url ?? '', partOf(file, second, 1))).status).toBe(404);
  expect((await call<Media>('GET', `/v1/medias/${id}`)).body).not.toHaveProperty('pendingUpload');
});
