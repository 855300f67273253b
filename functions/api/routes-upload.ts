import { jsonAnswer } from '../../shared/api/requests/json-answer.ts';
import { type Route, route } from '../../shared/api/requests/route.ts';
import { MediaParams } from '../../shared/api/schemas/common.ts';
import {
  MEDIA_EXAMPLE,
  SIGNED_PARTS_EXAMPLE,
  SINGLE_UPLOAD_EXAMPLE,
  STORED_PARTS_EXAMPLE,
} from '../../shared/api/schemas/examples.ts';
import { Media } from '../../shared/api/schemas/media.ts';
import {
  CompleteUploadBody,
  SignedParts,
  SignPartsBody,
  StartUploadBody,
  StoredParts,
  Upload,
} from '../../shared/api/schemas/upload.ts';
import { abortUpload } from '../../shared/api/uploads/abort-upload.ts';
import { checkFileSize } from '../../shared/api/uploads/check-file-size.ts';
import { completeUpload } from '../../shared/api/uploads/complete-upload.ts';
import { listUploadParts } from '../../shared/api/uploads/list-upload-parts.ts';
import { signUploadParts } from '../../shared/api/uploads/sign-upload-parts.ts';
import { startMediaUpload } from '../../shared/api/uploads/start-media-upload.ts';

/** Ten thousand parts with their ETags are about 700 KB. */
const COMPLETE_MAX_BYTES = 2 * 1024 * 1024;

export const uploadRoutes: readonly Route[] = [
  route({
    method: 'POST',
    path: '/v1/medias/{id}/upload',
    operationId: 'startUpload',
    access: { action: 'upload', on: 'media' },
    summary: 'Start the upload, or start it over',
    description: 'Large files get a multipart upload. A repeated call drops what was uploaded before.',
    params: MediaParams,
    body: { schema: StartUploadBody, example: { size: 73_400_320, contentType: 'video/mp4' } },
    answers: { '200': { description: 'Where to send the file.', schema: Upload, example: SINGLE_UPLOAD_EXAMPLE } },
    problems: ['file_empty', 'file_too_large', 'not_awaiting_upload'],
    run: async (deps, { params, body, caller }) => {
      checkFileSize(body.size, deps.config, caller.upload);
      return jsonAnswer(200, await startMediaUpload(deps, params.id, body));
    },
  }),
  route({
    method: 'DELETE',
    path: '/v1/medias/{id}/upload',
    operationId: 'abortUpload',
    access: { action: 'upload', on: 'media' },
    summary: 'Abort the upload and drop its parts; the media keeps waiting for a file',
    params: MediaParams,
    answers: { '204': { description: 'Aborted, or there was nothing to abort.' } },
    problems: ['not_awaiting_upload'],
    run: async (deps, { params }) => {
      await abortUpload(deps, params.id);
      return { statusCode: 204 };
    },
  }),
  route({
    method: 'GET',
    path: '/v1/medias/{id}/upload/parts',
    operationId: 'listParts',
    access: { action: 'upload', on: 'media' },
    summary: 'List the parts that are stored, to resume',
    params: MediaParams,
    answers: { '200': { description: 'Every stored part.', schema: StoredParts, example: STORED_PARTS_EXAMPLE } },
    problems: ['no_multipart_upload', 'not_awaiting_upload'],
    run: async (deps, { params }) => jsonAnswer(200, await listUploadParts(deps, params.id)),
  }),
  route({
    method: 'POST',
    path: '/v1/medias/{id}/upload/parts',
    operationId: 'signParts',
    access: { action: 'upload', on: 'media' },
    summary: 'Sign addresses of parts',
    params: MediaParams,
    body: { schema: SignPartsBody, example: { partNumbers: [1001, 1002] } },
    answers: {
      '200': { description: 'Addresses in the order asked for.', schema: SignedParts, example: SIGNED_PARTS_EXAMPLE },
    },
    problems: ['no_multipart_upload', 'not_awaiting_upload', 'no_such_part'],
    run: async (deps, { params, body }) => jsonAnswer(200, await signUploadParts(deps, params.id, body.partNumbers)),
  }),
  route({
    method: 'POST',
    path: '/v1/medias/{id}/upload/complete',
    operationId: 'completeUpload',
    access: { action: 'upload', on: 'media' },
    summary: 'Complete the upload',
    description: 'Puts the parts together. Completing twice is harmless, and so is completing a single upload.',
    params: MediaParams,
    body: { schema: CompleteUploadBody, optional: true, maxBytes: COMPLETE_MAX_BYTES, example: {} },
    answers: { '200': { description: 'The media.', schema: Media, example: MEDIA_EXAMPLE } },
    problems: ['upload_incomplete', 'part_mismatch'],
    run: async (deps, { params, body }) => jsonAnswer(200, await completeUpload(deps, params.id, body)),
  }),
];
