import { requireScopes } from '../../shared/access/authorize.ts';
import { answerMedia } from '../../shared/api/medias/answer-media.ts';
import { changeMedia } from '../../shared/api/medias/change-media.ts';
import { createMediaWithUpload } from '../../shared/api/medias/create-media.ts';
import { readEvents } from '../../shared/api/medias/read-events.ts';
import { readMedias } from '../../shared/api/medias/read-medias.ts';
import { bringBackMedia, removeMedia } from '../../shared/api/medias/remove-media.ts';
import { requireMedia } from '../../shared/api/medias/require-media.ts';
import { jsonAnswer } from '../../shared/api/requests/json-answer.ts';
import { type Route, route } from '../../shared/api/requests/route.ts';
import { EntityTagHeader, LocationHeader, MediaParams } from '../../shared/api/schemas/common.ts';
import { EventPage, ListEventsQuery } from '../../shared/api/schemas/event.ts';
import {
  CREATED_MEDIA_EXAMPLE,
  DELETED_MEDIA_EXAMPLE,
  EVENT_PAGE_EXAMPLE,
  MEDIA_EXAMPLE,
  MEDIA_PAGE_EXAMPLE,
} from '../../shared/api/schemas/examples.ts';
import {
  CreatedMedia,
  CreateMediaBody,
  DeletedMedia,
  DeleteMediaQuery,
  GetMediaQuery,
  ListMediasQuery,
  Media,
  MediaPage,
  UpdateMediaBody,
} from '../../shared/api/schemas/media.ts';

export const mediaRoutes: readonly Route[] = [
  route({
    method: 'POST',
    path: '/v1/medias',
    operationId: 'createMedia',
    access: { action: 'upload', on: 'medias' },
    summary: 'Create a media; with `size`, start its upload as well',
    body: { schema: CreateMediaBody, example: { title: 'Keynote 2026', size: 73_400_320, contentType: 'video/mp4' } },
    answers: {
      '201': {
        description: 'Created.',
        schema: CreatedMedia,
        headers: LocationHeader,
        example: CREATED_MEDIA_EXAMPLE,
      },
    },
    problems: ['file_empty', 'file_too_large', 'too_many_uploads', 'media_not_found'],
    run: async (deps, { body, ...request }) => {
      const media = await createMediaWithUpload(deps, body, request);
      return jsonAnswer(201, media, { location: `/v1/medias/${media.id}` });
    },
  }),
  route({
    method: 'GET',
    path: '/v1/medias',
    operationId: 'listMedias',
    access: { action: 'read', on: 'medias' },
    summary: 'List medias, newest first',
    query: ListMediasQuery,
    answers: { '200': { description: 'A page of medias.', schema: MediaPage, example: MEDIA_PAGE_EXAMPLE } },
    run: async (deps, { query, caller }) =>
      jsonAnswer(200, await readMedias(deps, query, requireScopes(caller, 'read'))),
  }),
  route({
    method: 'GET',
    path: '/v1/medias/{id}',
    operationId: 'getMedia',
    access: { action: 'read', on: 'media' },
    summary: 'Get a media: its state, its renditions and where to play it',
    params: MediaParams,
    query: GetMediaQuery,
    condition: 'read',
    answers: {
      '200': { description: 'The media.', schema: Media, headers: EntityTagHeader, example: MEDIA_EXAMPLE },
      '304': { description: 'You have it as it is.', headers: EntityTagHeader },
    },
    run: async (deps, { params, query, preconditions }) =>
      answerMedia(deps, await requireMedia(deps, params.id, { deleted: query.deleted === 'true' }), preconditions),
  }),
  route({
    method: 'PATCH',
    path: '/v1/medias/{id}',
    operationId: 'updateMedia',
    access: { action: 'write', on: 'media' },
    summary: 'Change what you say of a media: its title, tags, metadata, who may play it, when it is deleted',
    description:
      'A JSON merge patch (RFC 7396), sent as `application/merge-patch+json` or `application/json`. With `If-Match` nobody overwrites what another has written in between.',
    params: MediaParams,
    condition: 'write',
    body: {
      schema: UpdateMediaBody,
      contentType: 'application/merge-patch+json',
      example: { title: 'Keynote 2026, final', metadata: { draft: null } },
    },
    answers: {
      '200': {
        description: 'The media as it is now.',
        schema: Media,
        headers: EntityTagHeader,
        example: MEDIA_EXAMPLE,
      },
    },
    run: async (deps, { params, body, ...request }) =>
      answerMedia(deps, await changeMedia(deps, params.id, body, request), {}),
  }),
  route({
    method: 'DELETE',
    path: '/v1/medias/{id}',
    operationId: 'deleteMedia',
    access: { action: 'delete', on: 'media' },
    summary: 'Delete a media and all its files',
    description:
      'Works in any state, also while the file is uploaded or encoded. The media is gone at once; its files are removed within seconds, and what was still being written within minutes. Of the media there stays one event, `media.deleted`. With `restoreHours`, or where the operator wants it so, it can be restored for a while: it is hidden, and cannot be played, until that time is over.',
    params: MediaParams,
    query: DeleteMediaQuery,
    condition: 'write',
    answers: {
      '202': {
        description: 'Deleted; its files are being removed.',
        schema: DeletedMedia,
        example: DELETED_MEDIA_EXAMPLE,
      },
    },
    run: async (deps, { params, query, preconditions }) =>
      jsonAnswer(202, await removeMedia(deps, params.id, { preconditions, ...query })),
  }),
  route({
    method: 'POST',
    path: '/v1/medias/{id}/restore',
    operationId: 'restoreMedia',
    access: { action: 'delete', on: 'media' },
    summary: 'Restore a media that was deleted, while it can be',
    description:
      'It is as it was, and can be played at the same addresses. One that is not deleted is answered as it is.',
    params: MediaParams,
    answers: {
      '200': { description: 'The media.', schema: Media, headers: EntityTagHeader, example: MEDIA_EXAMPLE },
    },
    run: async (deps, { params }) => answerMedia(deps, await bringBackMedia(deps, params.id), {}),
  }),
  route({
    method: 'GET',
    path: '/v1/medias/{id}/events',
    operationId: 'listEvents',
    access: { action: 'read', on: 'media' },
    summary: 'List what happened to a media, in order',
    description:
      'Of a media that was deleted there is the event that says so. To follow a media, ask with `wait` and with the last `seq` as `after`, again and again.',
    params: MediaParams,
    query: ListEventsQuery,
    answers: { '200': { description: 'A page of events.', schema: EventPage, example: EVENT_PAGE_EXAMPLE } },
    run: async (deps, { params, query }) => jsonAnswer(200, await readEvents(deps, params.id, query)),
  }),
];
