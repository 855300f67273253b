import { describeCaller } from '../../shared/api/access/describe-caller.ts';
import { createKey, readKey, readKeys, revokeKey } from '../../shared/api/access/manage-keys.ts';
import { createUploadToken, dropUploadToken, readUploadToken } from '../../shared/api/access/manage-upload-tokens.ts';
import { readAuditEvents } from '../../shared/api/access/read-audit-events.ts';
import { jsonAnswer } from '../../shared/api/requests/json-answer.ts';
import { type Route, route } from '../../shared/api/requests/route.ts';
import {
  Access,
  ApiKey,
  ApiKeyPage,
  AuditEventPage,
  CreatedKey,
  CreatedUploadToken,
  CreateKeyBody,
  CreateUploadTokenBody,
  KeyParams,
  PageQuery,
  UploadToken,
  UploadTokenParams,
} from '../../shared/api/schemas/access.ts';
import {
  ACCESS_EXAMPLE,
  AUDIT_PAGE_EXAMPLE,
  CREATED_KEY_EXAMPLE,
  CREATED_UPLOAD_TOKEN_EXAMPLE,
  KEY_EXAMPLE,
  KEY_PAGE_EXAMPLE,
  REVOKED_KEY_EXAMPLE,
  REVOKED_UPLOAD_TOKEN_EXAMPLE,
  UPLOAD_TOKEN_EXAMPLE,
} from '../../shared/api/schemas/access-examples.ts';
import { LocationHeader } from '../../shared/api/schemas/common.ts';

const ADMIN = { action: 'admin', on: 'service' } as const;
const UPLOAD = { action: 'upload', on: 'medias' } as const;
const unknownKey = { code: 'key_not_found', noun: 'API key' } as const;
const unknownToken = { code: 'upload_token_not_found', noun: 'upload token' } as const;

/** Who may do what. */
export const accessRoutes: readonly Route[] = [
  route({
    method: 'GET',
    path: '/v1/access',
    operationId: 'getAccess',
    access: 'authenticated',
    summary: 'Who you are to this service, and what you may do',
    answers: { '200': { description: 'Of the key that was sent.', schema: Access, example: ACCESS_EXAMPLE } },
    run: async (_deps, { caller }) => jsonAnswer(200, describeCaller(caller)),
  }),
  route({
    method: 'POST',
    path: '/v1/keys',
    operationId: 'createKey',
    access: ADMIN,
    secretField: 'secret',
    summary: 'Make an API key; its secret is shown this once',
    body: { schema: CreateKeyBody, example: { name: 'Website', roles: ['editor'], objects: ['tag:acme'] } },
    answers: {
      '201': { description: 'Made.', schema: CreatedKey, headers: LocationHeader, example: CREATED_KEY_EXAMPLE },
    },
    run: async (deps, { body, caller }) => {
      const key = await createKey(deps, body, caller);
      return jsonAnswer(201, key, { location: `/v1/keys/${key.id}` });
    },
  }),
  route({
    method: 'GET',
    path: '/v1/keys',
    operationId: 'listKeys',
    access: ADMIN,
    summary: 'List API keys, newest first',
    query: PageQuery,
    answers: { '200': { description: 'A page of keys.', schema: ApiKeyPage, example: KEY_PAGE_EXAMPLE } },
    run: async (deps, { query }) => jsonAnswer(200, await readKeys(deps, query)),
  }),
  route({
    method: 'GET',
    path: '/v1/keys/{id}',
    operationId: 'getKey',
    access: ADMIN,
    summary: 'Get an API key, without its secret',
    params: KeyParams,
    unknown: unknownKey,
    answers: { '200': { description: 'The key.', schema: ApiKey, example: KEY_EXAMPLE } },
    run: async (deps, { params }) => jsonAnswer(200, await readKey(deps, params.id)),
  }),
  route({
    method: 'DELETE',
    path: '/v1/keys/{id}',
    operationId: 'revokeKey',
    access: ADMIN,
    summary: 'Revoke an API key',
    description: 'It opens nothing from now on, nor do upload tokens that were made with it. It stays in the list.',
    params: KeyParams,
    unknown: unknownKey,
    answers: { '200': { description: 'Revoked.', schema: ApiKey, example: REVOKED_KEY_EXAMPLE } },
    run: async (deps, { params }) => jsonAnswer(200, await revokeKey(deps, params.id)),
  }),
  route({
    method: 'POST',
    path: '/v1/upload-tokens',
    operationId: 'createUploadToken',
    access: UPLOAD,
    secretField: 'token',
    summary: 'Let somebody upload one media, such as a browser',
    description:
      'With `Authorization: Bearer gu_…` its holder creates the media (`POST /v1/medias`), uploads its file and sees what becomes of it, and can do nothing else. The media has the id that is answered here.',
    body: { schema: CreateUploadTokenBody, example: { maxBytes: 1_073_741_824, kind: 'video', tags: ['acme'] } },
    answers: {
      '201': {
        description: 'Made.',
        schema: CreatedUploadToken,
        headers: LocationHeader,
        example: CREATED_UPLOAD_TOKEN_EXAMPLE,
      },
    },
    problems: ['file_empty', 'file_too_large'],
    run: async (deps, { body, caller }) => {
      const token = await createUploadToken(deps, body, caller);
      return jsonAnswer(201, token, { location: `/v1/upload-tokens/${token.id}` });
    },
  }),
  route({
    method: 'GET',
    path: '/v1/upload-tokens/{id}',
    operationId: 'getUploadToken',
    access: UPLOAD,
    summary: 'Get an upload token that you made, without its secret',
    params: UploadTokenParams,
    unknown: unknownToken,
    answers: { '200': { description: 'The token.', schema: UploadToken, example: UPLOAD_TOKEN_EXAMPLE } },
    run: async (deps, { params, caller }) => jsonAnswer(200, await readUploadToken(deps, params.id, caller)),
  }),
  route({
    method: 'DELETE',
    path: '/v1/upload-tokens/{id}',
    operationId: 'revokeUploadToken',
    access: UPLOAD,
    summary: 'Revoke an upload token that you made; what was uploaded with it stays',
    params: UploadTokenParams,
    unknown: unknownToken,
    answers: { '200': { description: 'Revoked.', schema: UploadToken, example: REVOKED_UPLOAD_TOKEN_EXAMPLE } },
    run: async (deps, { params, caller }) => jsonAnswer(200, await dropUploadToken(deps, params.id, caller)),
  }),
  route({
    method: 'GET',
    path: '/v1/audit-events',
    operationId: 'listAuditEvents',
    access: ADMIN,
    summary: 'List what was refused, and what was done that cannot be undone, newest first',
    query: PageQuery,
    answers: { '200': { description: 'A page of events.', schema: AuditEventPage, example: AUDIT_PAGE_EXAMPLE } },
    run: async (deps, { query }) => jsonAnswer(200, await readAuditEvents(deps, query)),
  }),
];
