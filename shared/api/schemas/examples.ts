import { EXAMPLE_MEDIA_ID } from './common.ts';
import type { EventPage } from './event.ts';
import type { Health } from './health.ts';
import type { DeletedMedia, Media } from './media.ts';
import type { SignedParts, StoredParts, Upload } from './upload.ts';

/** Shown in the contract; a test holds them to the schemas. */
const AT = '2026-01-31T12:00:00.000Z';
const BASE = `https://media.example.com/1.Jb3pTnV0yqGm7sXkZc5wRA/${EXAMPLE_MEDIA_ID}`;

export const SINGLE_UPLOAD_EXAMPLE: Upload = {
  method: 'PUT',
  url: `https://originals.example.com/${EXAMPLE_MEDIA_ID}/original?X-Amz-Signature=…`,
  headers: { 'content-type': 'video/mp4' },
  expiresAt: '2026-01-31T18:00:00.000Z',
};

const partUrl = (partNumber: number): string =>
  `https://originals.example.com/${EXAMPLE_MEDIA_ID}/original?partNumber=${partNumber}&uploadId=2Yc1&X-Amz-Signature=…`;

export const SIGNED_PARTS_EXAMPLE: SignedParts = {
  parts: [1001, 1002].map((partNumber) => ({ partNumber, url: partUrl(partNumber) })),
  expiresAt: '2026-01-31T18:00:00.000Z',
};

export const STORED_PARTS_EXAMPLE: StoredParts = {
  uploadId: '2Yc1',
  partSize: 16_777_216,
  parts: [{ partNumber: 1, size: 16_777_216, etag: '"9b2cf535f27731c974343645a3985328"' }],
};

const AWAITED: Media = {
  id: EXAMPLE_MEDIA_ID,
  title: 'Keynote 2026',
  status: 'AwaitingUpload',
  playable: false,
  progress: 0,
  tags: ['keynote'],
  metadata: { episode: '12' },
  createdAt: AT,
  updatedAt: AT,
  renditions: [],
};

export const CREATED_MEDIA_EXAMPLE = {
  ...AWAITED,
  pendingUpload: { size: 73_400_320, contentType: 'video/mp4', expiresAt: '2026-01-31T18:00:00.000Z' },
  upload: SINGLE_UPLOAD_EXAMPLE,
};

export const MEDIA_EXAMPLE: Media = {
  ...AWAITED,
  status: 'Ready',
  playable: true,
  progress: 1,
  kind: 'video',
  updatedAt: '2026-01-31T12:01:10.000Z',
  playableAt: '2026-01-31T12:00:31.000Z',
  readyAt: '2026-01-31T12:01:10.000Z',
  durationSeconds: 120.5,
  renditions: [
    {
      name: '720p',
      kind: 'video',
      status: 'Ready',
      width: 1280,
      height: 720,
      frameRate: 30,
      bitrate: 2_104_000,
      maxBitrate: 3_000_000,
      codecs: 'avc1.64001f',
    },
    {
      name: 'audio-128k',
      kind: 'audio',
      status: 'Ready',
      bitrate: 128_400,
      codecs: 'mp4a.40.2',
      language: 'en',
      channels: 2,
    },
  ],
  playback: { hls: `${BASE}/master.m3u8`, dash: `${BASE}/manifest.mpd`, poster: `${BASE}/poster.jpg` },
};

const { renditions: _, ...SUMMARY } = MEDIA_EXAMPLE;
export const MEDIA_PAGE_EXAMPLE = { items: [SUMMARY], nextCursor: 'eyJpZCI6Im1lZF8xbTNrOSJ9' };

export const DELETED_MEDIA_EXAMPLE: DeletedMedia = { id: MEDIA_EXAMPLE.id, deletedAt: AT };

export const EVENT_PAGE_EXAMPLE: EventPage = {
  items: [
    { seq: 1, at: AT, level: 'Normal', type: 'media.created', message: 'The media was created.', data: {} },
    {
      seq: 9,
      at: '2026-01-31T12:00:20.000Z',
      level: 'Warning',
      type: 'task.failed',
      message: 'Task 2 (audio) failed, try 1, and is tried again in 5 s: ffmpeg ended with code 187.',
      data: {
        taskId: 'tsk_1m3nk',
        kind: 'audio',
        position: 1,
        attempt: 1,
        renditions: ['audio-128k'],
        code: 'encode_failed',
        reason: 'ffmpeg ended with code 187.',
        final: false,
        seconds: 3.2,
        retryInSeconds: 5,
      },
    },
  ],
};

export const HEALTH_EXAMPLE: Health = {
  status: 'degraded',
  checks: {
    database: { status: 'ok', milliseconds: 3 },
    originalsBucket: { status: 'ok', milliseconds: 5 },
    mediaBucket: { status: 'ok', milliseconds: 5 },
    queues: { status: 'ok', milliseconds: 8 },
    idempotencyTable: { status: 'degraded', milliseconds: 1840, message: 'It answered after 1840 ms.' },
  },
};

export const FAILED_HEALTH_EXAMPLE: Health = {
  ...HEALTH_EXAMPLE,
  status: 'failed',
  checks: {
    ...HEALTH_EXAMPLE.checks,
    database: { status: 'failed', milliseconds: 2000, message: 'The database did not answer within 2 s.' },
  },
};

export const METRICS_EXAMPLE = `# TYPE gilfoyle_medias gauge
gilfoyle_medias{status="Ready"} 12
`;
