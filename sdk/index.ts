/**
 * What `gilfoyle/sdk` is to its users: the one file here that only hands on. It imports nothing of a platform, so that it runs in
 * browsers as well as in Node.js.
 */
export type {
  Answer,
  CallOptions,
  Client,
  CreatedMedia,
  Input,
  Media,
  MediaEvent,
  MediaSummary,
  OperationId,
  Output,
  Schemas,
} from './client-types.ts';
export { type ClientOptions, createClient } from './create-client.ts';
export { GilfoyleError, type InvalidField, MediaFailedError } from './gilfoyle-error.ts';
export { type EventOptions, listEvents } from './list-events.ts';
export { type FeedOptions, listFeed } from './list-feed.ts';
export { listMedias } from './list-medias.ts';
export { type UploadOptions, type UploadProgress, upload } from './upload.ts';
export type { StreamSource, UploadSource } from './upload-source.ts';
export { verifyWebhook } from './verify-webhook.ts';
export { type WaitOptions, waitUntilReady } from './wait-until-ready.ts';
