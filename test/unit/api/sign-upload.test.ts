import { expect, test } from 'vitest';
import { signParts, signSingleUpload } from '../../../shared/api/uploads/sign-upload.ts';
import { createS3 } from '../../../shared/runtime/create-clients.ts';

const place = { region: 'eu-central-1', credentials: { accessKeyId: 'test', secretAccessKey: 'test' } };
const resources = { originalsBucket: 'originals' } as never;
const mediaId = 'med_0123456789abcdefghjkmnpqr';

const signedHeaders = (url: string | undefined) => new URL(url ?? '').searchParams.get('X-Amz-SignedHeaders');

/** What is signed must come with the PUT as it was signed, on S3 as on our own store. */
test.each([
  ['S3', undefined],
  ['our own store', 'http://127.0.0.1:3000'],
])('addresses for %s bind the length, and the type if there is one', async (_where, endpoint) => {
  const deps = { signingS3: createS3(place, endpoint), resources };
  const file = { mediaId, bytes: 1000, expiresInSeconds: 60 };
  const typed = await signSingleUpload(deps, { ...file, contentType: 'video/mp4' });
  expect(signedHeaders(typed)).toBe('content-length;content-type;host');
  expect(signedHeaders(await signSingleUpload(deps, { ...file, contentType: undefined }))).toBe('content-length;host');
  const parts = await signParts(deps, { ...file, uploadId: 'u', partBytes: 600 }, [1, 2]);
  expect(parts.map(({ url }) => signedHeaders(url))).toEqual(['content-length;host', 'content-length;host']);
});
