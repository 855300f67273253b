import { expect, test } from 'vitest';
import { ROUTES } from '../../../functions/api/routes.ts';
import { describeApi } from '../../../shared/api/contract/describe-api.ts';
import { renderDocsPage } from '../../../shared/api/contract/render-docs-page.ts';
import { PROBLEM_CODES, PROBLEMS } from '../../../shared/runtime/problem-codes.ts';

const document = describeApi(ROUTES);
const operations = Object.values(document.paths ?? {}).flatMap((item) =>
  [item.get, item.post, item.patch, item.delete].filter((operation) => operation !== undefined),
);

test('the calls of the contract are these', () => {
  const calls = ROUTES.map(({ method, path, operationId }) => `${method} ${path} ${operationId}`);
  expect(calls).toEqual([
    'POST /v1/medias createMedia',
    'GET /v1/medias listMedias',
    'GET /v1/medias/{id} getMedia',
    'PATCH /v1/medias/{id} updateMedia',
    'DELETE /v1/medias/{id} deleteMedia',
    'POST /v1/medias/{id}/restore restoreMedia',
    'GET /v1/medias/{id}/events listEvents',
    'POST /v1/medias/{id}/upload startUpload',
    'DELETE /v1/medias/{id}/upload abortUpload',
    'GET /v1/medias/{id}/upload/parts listParts',
    'POST /v1/medias/{id}/upload/parts signParts',
    'POST /v1/medias/{id}/upload/complete completeUpload',
    'POST /v1/medias/{id}/playback-tokens createPlaybackToken',
    'DELETE /v1/medias/{id}/playback-tokens/{tokenId} revokePlaybackToken',
    'POST /v1/medias/{id}/playback-revocation revokePlayback',
    'DELETE /v1/medias/{id}/playback-revocation allowPlayback',
    'GET /v1/medias/{id}/stream/{name+} streamMedia',
    'POST /v1/signing-keys createSigningKey',
    'GET /v1/signing-keys listSigningKeys',
    'DELETE /v1/signing-keys/{id} deleteSigningKey',
    'GET /v1/events listFeed',
    'GET /v1/events/stream streamFeed',
    'GET /v1/medias/{id}/events/stream streamEvents',
    'GET /v1/access getAccess',
    'POST /v1/keys createKey',
    'GET /v1/keys listKeys',
    'GET /v1/keys/{id} getKey',
    'DELETE /v1/keys/{id} revokeKey',
    'POST /v1/upload-tokens createUploadToken',
    'GET /v1/upload-tokens/{id} getUploadToken',
    'DELETE /v1/upload-tokens/{id} revokeUploadToken',
    'GET /v1/audit-events listAuditEvents',
    'GET /healthz getHealth',
    'GET /metrics getMetrics',
    'GET /openapi.json getContract',
    'GET /docs getDocs',
  ]);
  expect(document.openapi).toBe('3.1.0');
  expect(operations.map(({ operationId }) => operationId).sort()).toEqual(
    ROUTES.map((each) => each.operationId).sort(),
  );
});

test('every POST takes an Idempotency-Key and says what it refuses', () => {
  const posts = Object.values(document.paths ?? {}).flatMap(({ post }) => (post ? [post] : []));
  expect(posts.length).toBeGreaterThan(0);
  for (const { parameters, requestBody, responses } of posts) {
    expect(parameters).toContainEqual(expect.objectContaining({ in: 'header', name: 'Idempotency-Key' }));
    const refused = ['400', '409', ...(requestBody ? ['415'] : []), '422', '500', '503'];
    expect(Object.keys(responses ?? {})).toEqual(expect.arrayContaining(refused));
  }
});

test('bodies are closed, answers may grow', () => {
  const { CreateMedia, Media } = document.components?.schemas ?? {};
  expect(CreateMedia).toMatchObject({ additionalProperties: false, required: ['title'] });
  expect(CreateMedia).toMatchObject({ properties: { title: { type: 'string', minLength: 1, maxLength: 200 } } });
  expect(Media).not.toHaveProperty('additionalProperties');
});

test('every reference leads somewhere', () => {
  const text = JSON.stringify(document);
  const names = [...text.matchAll(/"#\/components\/schemas\/([^"]+)"/g)].map(([, name]) => name);
  expect(names.length).toBeGreaterThan(0);
  for (const name of names) expect(document.components?.schemas).toHaveProperty(name ?? '');
});

test('the page shows every call and problem, and loads nothing from anywhere', () => {
  const page = renderDocsPage(document);
  for (const { operationId } of ROUTES) expect(page).toContain(`id="${operationId}"`);
  for (const code of PROBLEM_CODES) expect(page).toContain(`id="problem-${code}"`);
  expect(page).not.toMatch(/<script|<link|<img|src=|undefined|\[object/);
});

test('every problem says what to do, in sentences', () => {
  for (const { title, advice } of Object.values(PROBLEMS)) {
    expect(title).not.toMatch(/\.$/);
    expect(advice).toMatch(/^[A-Z`].*\.$/);
  }
});
