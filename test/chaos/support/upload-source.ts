import type { CreatedMedia, Media } from '../../../shared/api/schemas/media.ts';
import type { StoredParts, Upload } from '../../../shared/api/schemas/upload.ts';
import type { Random } from '../../support/random.ts';
import type { Source } from './make-sources.ts';
import type { Client } from './patient-client.ts';

type Multipart = Exclude<Upload, { method: 'PUT' }>;

export interface UploadOptions {
  readonly client: Client;
  readonly source: Source;
  readonly idempotencyKey: string;
  /** What the client does twice, gives up and begins again. */
  readonly random: Random;
  readonly tell: (what: string) => void;
}

/** The media waits for no file any more: another request has brought it. */
const ARRIVED = [409];
/** S3 knows the upload no more: it was put together, or aborted. */
const GONE = [404, 409];

/** Creates a media and sends its file, with the detours that clients take; answers with its id. */
export const uploadSource = async (options: UploadOptions): Promise<string> => {
  const { id, upload } = await create(options);
  await send(options, id, upload ?? (await startUpload(options, id)));
  return id;
};

const create = async ({ client, source, idempotencyKey, random, tell }: UploadOptions): Promise<CreatedMedia> => {
  const json = {
    title: source.name,
    contentType: source.contentType,
    ...(random.isTrue(0.7) && { size: source.bytes.length }),
  };
  const post = () => client.call<CreatedMedia>('POST', '/v1/medias', { json, idempotencyKey });
  if (!random.isTrue(0.4)) return (await post()).body;
  tell('client: created twice');
  const [first, second] = random.isTrue(0.5) ? await Promise.all([post(), post()]) : [await post(), await post()];
  if (first.body.id !== second.body.id)
    throw new Error(`one Idempotency-Key made two medias: ${first.body.id} and ${second.body.id}`);
  return second.body;
};

/** Undefined if the media has its file already. */
const startUpload = async ({ client, source }: UploadOptions, id: string): Promise<Upload | undefined> => {
  const json = { size: source.bytes.length, contentType: source.contentType };
  const { status, body } = await client.call<Upload>('POST', `/v1/medias/${id}/upload`, { json, expected: ARRIVED });
  return status < 300 ? body : undefined;
};

const send = async (options: UploadOptions, id: string, upload: Upload | undefined): Promise<void> => {
  const { random, tell } = options;
  if (!upload) return;
  if ('method' in upload) {
    if (random.isTrue(0.25)) await breakOff(options, upload);
    if (!(await putWhole(options, upload))) return send(options, id, await startUpload(options, id));
  } else {
    if (random.isTrue(0.25)) {
      tell('client: aborted an upload');
      await putPart(options, upload, 1);
      await options.client.call('DELETE', `/v1/medias/${id}/upload`, { expected: ARRIVED });
      return send(options, id, await startUpload(options, id));
    }
    if (!(await putParts(options, id, upload))) return send(options, id, await startUpload(options, id));
  }
  if (!('method' in upload) || random.isTrue(0.3)) await complete(options, id);
};

/** False if the address works no more. */
const putWhole = async ({ client, source }: UploadOptions, { url, headers }: Extract<Upload, { method: 'PUT' }>) => {
  const { status } = await client.put(url, source.bytes, headers);
  return status === 200;
};

/** The connection of a client breaks in the middle. */
const breakOff = async ({ source, tell }: UploadOptions, upload: Extract<Upload, { method: 'PUT' }>): Promise<void> => {
  tell('client: broke off an upload');
  const half = source.bytes.subarray(0, Math.floor(source.bytes.length / 2));
  const body = new ReadableStream({
    start: (controller) => {
      controller.enqueue(half);
    },
    pull: (controller) => {
      controller.error(new Error('the connection breaks'));
    },
  });
  const init = { method: 'PUT', body, duplex: 'half', headers: { ...upload.headers } };
  await fetch(upload.url, init as RequestInit).catch(() => undefined);
};

const putPart = async ({ client, source }: UploadOptions, { parts, partSize }: Multipart, partNumber: number) => {
  const part = parts.find((candidate) => candidate.partNumber === partNumber);
  if (!part) throw new Error(`no address was signed for part ${partNumber}`);
  const bytes = source.bytes.subarray((partNumber - 1) * partSize, partNumber * partSize);
  return (await client.put(part.url, bytes)).status === 200;
};

/** Sends all parts, perhaps by asking in the middle what has arrived. False if the upload is gone. */
const putParts = async (options: UploadOptions, id: string, upload: Multipart): Promise<boolean> => {
  const { client, random, tell } = options;
  const numbers = random.shuffle(upload.parts.map(({ partNumber }) => partNumber));
  if (!random.isTrue(0.5))
    return (await Promise.all(numbers.map((number) => putPart(options, upload, number)))).every(Boolean);
  tell('client: resumed an upload');
  if (!(await putPart(options, upload, numbers[0] ?? 1))) return false;
  const stored = await client.call<StoredParts>('GET', `/v1/medias/${id}/upload/parts`, { expected: GONE });
  if (stored.status >= 300) return false;
  const there = new Set(stored.body.parts.map(({ partNumber }) => partNumber));
  const missing = numbers.filter((number) => !there.has(number));
  return (await Promise.all(missing.map((number) => putPart(options, upload, number)))).every(Boolean);
};

const complete = async ({ client, random, tell }: UploadOptions, id: string): Promise<void> => {
  const post = () => client.call<Media>('POST', `/v1/medias/${id}/upload/complete`, { json: {} });
  await post();
  if (!random.isTrue(0.4)) return;
  tell('client: completed twice');
  await post();
};
