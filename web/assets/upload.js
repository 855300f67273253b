import { abortUpload, CallError, completeUpload, createMedia, signParts } from './api.js';
import { PutError, putBytes } from './put-bytes.js';

const PARALLEL_PARTS = 4;
const PART_TRIES = 6;
const FIRST_PAUSE_MS = 500;
const MAX_TITLE = 200;
const MEDIA_TYPE = /^[\w!#$&^.+-]+\/[\w!#$&^.+-]+$/;

/**
 * @typedef {import('../../shared/api/schemas/upload.ts').Upload} Upload
 * @typedef {Extract<Upload, { uploadId: string }>} MultipartUpload
 * @typedef {{ signal: AbortSignal, onProgress: (share: number) => void, onCreated?: () => void }} Watch
 */

/**
 * Creates a media and sends its file: with one PUT, or in parts for a large one. Ends when the service has all of it.
 *
 * @param {File} file
 * @param {Watch} watch
 */
export const uploadFile = async (file, { signal, onProgress, onCreated }) => {
  const title = [...file.name].slice(0, MAX_TITLE).join('') || 'Untitled';
  const contentType = MEDIA_TYPE.test(file.type) ? { contentType: file.type } : {};
  const { id, upload } = await createMedia({ title, size: file.size, ...contentType }, signal);
  onCreated?.();
  if (!upload) throw new CallError('The service did not say where to send the file.');
  try {
    if ('method' in upload) {
      await repeat(signal, () =>
        putBytes(upload.url, file, upload.headers, signal, (bytes) => onProgress(bytes / file.size)),
      );
    } else {
      await sendParts(id, file, upload, { signal, onProgress });
      await completeUpload(id, signal);
    }
  } catch (error) {
    if (signal.aborted) await abortUpload(id).catch(() => undefined);
    throw error;
  }
};

/**
 * @param {string} id
 * @param {File} file
 * @param {MultipartUpload} upload
 * @param {Watch} watch
 */
const sendParts = async (id, file, { partSize, parts }, { signal, onProgress }) => {
  const urls = new Map(parts.map(({ partNumber, url }) => [partNumber, url]));
  const count = Math.ceil(file.size / partSize);
  const sent = Array.from({ length: count }, () => 0);
  let next = 1;

  /** @param {number} partNumber */
  const sendPart = async (partNumber) => {
    const url = urls.get(partNumber) ?? (await signParts(id, [partNumber], signal)).parts[0]?.url ?? '';
    const bytes = file.slice((partNumber - 1) * partSize, partNumber * partSize);
    try {
      await putBytes(url, bytes, {}, signal, (done) => {
        sent[partNumber - 1] = done;
        onProgress(sent.reduce((sum, each) => sum + each, 0) / file.size);
      });
    } catch (error) {
      // Perhaps the address has expired: the next try asks for a new one.
      if (error instanceof PutError && error.status === 403) urls.delete(partNumber);
      throw error;
    }
  };
  const worker = async () => {
    while (next <= count) {
      const partNumber = next++;
      await repeat(signal, () => sendPart(partNumber));
    }
  };
  await Promise.all(Array.from({ length: Math.min(PARALLEL_PARTS, count) }, worker));
};

/**
 * Tries again after longer and longer pauses.
 *
 * @param {AbortSignal} signal
 * @param {() => Promise<void>} work
 */
const repeat = async (signal, work) => {
  for (let tries = 1; ; tries++) {
    try {
      return await work();
    } catch (error) {
      if (signal.aborted || tries === PART_TRIES) throw error;
      await new Promise((resolve) => setTimeout(resolve, FIRST_PAUSE_MS * 2 ** (tries - 1)));
      signal.throwIfAborted();
    }
  }
};
