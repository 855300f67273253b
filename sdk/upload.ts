import type { CallOptions, Client, Input, Media, Schemas } from './client-types.ts';
import { GilfoyleError } from './gilfoyle-error.ts';
import { putBytes } from './put-bytes.ts';
import { repeat } from './repeat.ts';
import { sendParts } from './send-parts.ts';
import { openSource, type Source, type UploadSource } from './upload-source.ts';

export interface UploadProgress {
  readonly sentBytes: number;
  readonly totalBytes: number;
}

type Fields = Partial<Omit<Input<'createMedia'>['body'], 'size'>>;

/** What the media is to be (`title`, `tags`, …; not looked at with `resume`), and how its file is sent. */
export interface UploadOptions extends CallOptions, Fields {
  /** Parts that are sent at the same time. @default 4 */
  readonly concurrency?: number | undefined;
  /** How often a part is tried. @default 6 */
  readonly tries?: number | undefined;
  /** Called with what has been sent, stored parts included. In browsers as bytes leave, elsewhere as each part is stored. */
  readonly onProgress?: ((progress: UploadProgress) => void) | undefined;
  /** Called as soon as the media exists: keep its id to resume. */
  readonly onCreated?: ((media: { readonly id: string }) => void) | undefined;
  /** The id of a media whose upload was broken off: only what is missing is sent. */
  readonly resume?: string | undefined;
  /** What an abort leaves at the service: everything, to be resumed, or nothing. @default 'keep' */
  readonly onAbort?: 'keep' | 'discard' | undefined;
}

/**
 * Creates a media and sends its file: with one PUT, or in parts for a large one. Ends when the service has all of it.
 * Throws a `GilfoyleError`, or the signal's reason.
 */
export const upload = async (client: Client, from: UploadSource, options: UploadOptions = {}): Promise<Media> => {
  const source = await openSource(from);
  const { signal, onAbort = 'keep', resume, onCreated } = options;
  const { id, plan } = resume
    ? await resumeUpload(client, resume, source, signal)
    : await begin(client, source, options);
  onCreated?.({ id });
  try {
    if (plan && 'method' in plan) await sendWhole(client, source, plan, options);
    else if (plan) await sendParts(client, source, plan, { ...options, mediaId: id });
    return await client.completeUpload({ path: { id } }, { signal });
  } catch (error) {
    // The reason of the abort is what the caller wants to hear of; parts that stay are removed after a while.
    if (signal?.aborted && onAbort === 'discard') await client.abortUpload({ path: { id } }).catch(() => undefined);
    throw error;
  }
};

/** Where to send what is missing; nothing, when all of it has arrived. */
interface Begun {
  readonly id: string;
  readonly plan:
    | Schemas['SingleUpload']
    | (Schemas['StoredParts'] & { readonly addresses: Schemas['SignedParts']['parts'] })
    | undefined;
}

const begin = async (client: Client, source: Source, options: UploadOptions): Promise<Begun> => {
  const {
    signal,
    concurrency: _,
    tries: _tries,
    onProgress: _p,
    onCreated: _c,
    resume: _r,
    onAbort: _a,
    ...fields
  } = options;
  const contentType = fields.contentType ?? source.contentType;
  const body = {
    ...fields,
    title: fields.title ?? titleOf(source),
    size: source.size,
    ...(contentType && { contentType }),
  };
  const media = await client.createMedia({ body }, { signal });
  if (!media.upload) throw new Error(`The service did not say where to send the file of media ${media.id}`);
  return { id: media.id, plan: planOf(media.upload) };
};

/** It may end while we look: the service takes the file in as soon as the store has it. */
const resumeUpload = async (
  client: Client,
  id: string,
  source: Source,
  signal: AbortSignal | undefined,
): Promise<Begun> => {
  try {
    return await continueUpload(client, id, source, signal);
  } catch (error) {
    if (error instanceof GilfoyleError && error.code === 'not_awaiting_upload') return { id, plan: undefined };
    throw error;
  }
};

const continueUpload = async (
  client: Client,
  id: string,
  source: Source,
  signal: AbortSignal | undefined,
): Promise<Begun> => {
  const { status, pendingUpload } = await client.getMedia({ path: { id } }, { signal });
  if (status !== 'AwaitingUpload') return { id, plan: undefined };
  if (pendingUpload && pendingUpload.size !== source.size) {
    throw new RangeError(`The file has ${source.size} bytes, but media ${id} was announced with ${pendingUpload.size}`);
  }
  const stored = pendingUpload?.uploadId ? await findStored(client, id, signal) : undefined;
  if (stored) return { id, plan: { ...stored, addresses: [] } };
  if (await isComplete(client, id, signal)) return { id, plan: undefined };
  // A single PUT leaves nothing half done, and what has expired or was aborted begins anew.
  const contentType = pendingUpload?.contentType ?? source.contentType;
  const body = { size: source.size, ...(contentType && { contentType }) };
  return { id, plan: planOf(await client.startUpload({ path: { id }, body }, { signal })) };
};

/** Whether the file has arrived, and only the answer to that was lost. */
const isComplete = async (client: Client, id: string, signal: AbortSignal | undefined): Promise<boolean> => {
  try {
    await client.completeUpload({ path: { id } }, { signal });
    return true;
  } catch (error) {
    if (error instanceof GilfoyleError && error.code === 'upload_incomplete') return false;
    throw error;
  }
};

/** Undefined when the store knows no such upload any more: it was completed, aborted or has expired. */
const findStored = async (client: Client, id: string, signal: AbortSignal | undefined) => {
  try {
    return await client.listParts({ path: { id } }, { signal });
  } catch (error) {
    if (error instanceof GilfoyleError && error.code === 'no_multipart_upload') return undefined;
    throw error;
  }
};

const planOf = (upload: Schemas['Upload']): Begun['plan'] =>
  'method' in upload ? upload : { ...upload, parts: [], addresses: upload.parts };

const sendWhole = async (
  client: Client,
  source: Source,
  { url, headers }: Schemas['SingleUpload'],
  { signal, onProgress, tries }: UploadOptions,
): Promise<void> => {
  const bytes = await source.slice(0, source.size);
  const onSent = (sentBytes: number) => onProgress?.({ sentBytes, totalBytes: source.size });
  await repeat(() => putBytes(client, { url, bytes, headers, signal, onSent }), { tries, signal });
};

const MAX_TITLE = 200;

const titleOf = ({ name }: Source): string => [...(name ?? '')].slice(0, MAX_TITLE).join('').trim() || 'Untitled';
