import AwsS3, { type AwsS3Part } from '@uppy/aws-s3';
import Uppy from '@uppy/core';
import { createClient } from '../../../sdk/index.ts';

/** What a test asks of the page. */
export interface UppyPage {
  /** Sends the chosen file; `resume`: goes on with what another page began. */
  start(baseUrl: string, resume?: { readonly key: string; readonly uploadId: string }): void;
  cancel(): void;
  /** What has become of it. */
  readonly state: { key?: string; uploadId?: string; isComplete: boolean; error?: string };
}

const PART_BYTES = 16 * 1024 * 1024;
const state: UppyPage['state'] = { isComplete: false };
let uppy: ReturnType<typeof createUppy> | undefined;

/** Uppy, as its documentation has it; the five functions are all there is between it and the API. */
const createUppy = (baseUrl: string) => {
  const gilfoyle = createClient({ baseUrl });
  return new Uppy().use(AwsS3, {
    limit: 2,
    getChunkSize: () => PART_BYTES,
    createMultipartUpload: async ({ name, size, type }) => {
      const body = { title: name ?? 'Untitled', size: size ?? 0, contentType: type, partSize: PART_BYTES };
      const { id, upload } = await gilfoyle.createMedia({ body });
      if (!upload || !('uploadId' in upload)) throw new Error('It is not sent in parts');
      Object.assign(state, { key: id, uploadId: upload.uploadId });
      return { key: id, uploadId: upload.uploadId };
    },
    listParts: async (_file, { key }) => {
      const { parts } = await gilfoyle.listParts({ path: { id: key } });
      return parts.map(({ partNumber, size, etag }) => ({ PartNumber: partNumber, Size: size, ETag: etag }));
    },
    signPart: async (_file, { key, partNumber }) => {
      const { parts } = await gilfoyle.signParts({ path: { id: key }, body: { partNumbers: [partNumber] } });
      return { method: 'PUT', url: parts[0]?.url ?? '' };
    },
    completeMultipartUpload: async (_file, { key, parts }) => {
      await gilfoyle.completeUpload({ path: { id: key }, body: { parts: parts.map(namePart) } });
      return {};
    },
    abortMultipartUpload: async (_file, { key }) => gilfoyle.abortUpload({ path: { id: key } }),
  });
};

const namePart = ({ PartNumber = 0, ETag = '' }: AwsS3Part) => ({ partNumber: PartNumber, etag: ETag });

const page: UppyPage = {
  state,
  cancel: () => uppy?.cancelAll(),
  start: (baseUrl, resume) => {
    uppy = createUppy(baseUrl);
    const file = document.querySelector('input')?.files?.[0];
    if (!file) throw new Error('No file was chosen');
    uppy.on('error', (error) => {
      state.error = String(error);
    });
    uppy.on('complete', ({ successful = [] }) => {
      state.isComplete = successful.length === 1;
    });
    const id = uppy.addFile({ name: file.name, type: file.type, data: file });
    // Where Uppy's own Golden Retriever puts what it kept of a former page.
    if (resume) uppy.setFileState(id, { s3Multipart: resume } as never);
    void uppy.upload();
  },
};
Object.assign(globalThis, { uppyPage: page });
