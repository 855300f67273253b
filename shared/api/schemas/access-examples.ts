import { EXAMPLE_MEDIA_ID } from './common.ts';

/** Shown in the contract; a test holds them to the schemas. */
const AT = '2026-01-31T12:00:00.000Z';
const KEY_ID = 'key_1m3k9q2xr8f4t6v0w2y5z7b9d';

export const KEY_EXAMPLE = {
  id: KEY_ID,
  name: 'Website',
  roles: ['editor'],
  objects: ['tag:acme'],
  createdBy: 'key_1m3k9q2xr8f4t6v0w2y5z7b9c',
  createdAt: AT,
};

export const CREATED_KEY_EXAMPLE = { ...KEY_EXAMPLE, secret: 'gk_…' };
export const KEY_PAGE_EXAMPLE = { items: [{ ...KEY_EXAMPLE, lastUsedAt: AT }] };
export const REVOKED_KEY_EXAMPLE = { ...KEY_EXAMPLE, revokedAt: AT };

export const UPLOAD_TOKEN_EXAMPLE = {
  id: 'upt_1m3k9q2xr8f4t6v0w2y5z7b9d',
  mediaId: EXAMPLE_MEDIA_ID,
  maxBytes: 1_073_741_824,
  kind: 'video' as const,
  tags: ['acme'],
  metadata: { user: '4711' },
  createdBy: KEY_ID,
  createdAt: AT,
  expiresAt: '2026-01-31T13:00:00.000Z',
};

export const CREATED_UPLOAD_TOKEN_EXAMPLE = { ...UPLOAD_TOKEN_EXAMPLE, token: 'gu_…' };
export const REVOKED_UPLOAD_TOKEN_EXAMPLE = { ...UPLOAD_TOKEN_EXAMPLE, revokedAt: AT };

export const AUDIT_PAGE_EXAMPLE = {
  items: [
    {
      id: 'aud_1m3k9q2xr8f4t6v0w2y5z7b9d',
      at: AT,
      outcome: 'Denied' as const,
      callerId: KEY_ID,
      callerName: 'Website',
      operation: 'deleteMedia',
      path: `/v1/medias/${EXAMPLE_MEDIA_ID}`,
      sourceIp: '192.0.2.7',
      requestId: '7c1d9f6e-2f1a-4a1e-9a0b-0a6f3f3a2f10',
      code: 'forbidden',
    },
  ],
};

export const ACCESS_EXAMPLE = {
  id: KEY_ID,
  name: 'Website',
  roles: ['editor'],
  actions: ['read' as const, 'write' as const, 'upload' as const, 'delete' as const, 'play' as const],
};
