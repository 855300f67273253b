import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { createRequire } from 'node:module';
import { extname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const TYPES: Readonly<Record<string, string>> = {
  '.css': 'text/css; charset=utf-8',
  '.html': 'text/html; charset=utf-8',
  '.ico': 'image/x-icon',
  '.js': 'text/javascript; charset=utf-8',
  '.json': 'application/json',
  '.png': 'image/png',
  '.svg': 'image/svg+xml',
  '.woff2': 'font/woff2',
};

const WEB_FOLDER = fileURLToPath(new URL('../../../web/', import.meta.url));
const HLS_JS = createRequire(import.meta.url).resolve('hls.js/dist/hls.min.js');
const ASSET = /^\/assets(?:\/[A-Za-z0-9_-][A-Za-z0-9._-]*)+$/;

/** `/` is `web/index.html`, `/assets/…` is `web/assets/…`; undefined for any other path. */
const fileOf = (path: string): string | undefined => {
  if (path === '/') return join(WEB_FOLDER, 'index.html');
  if (path === '/assets/hls.js') return HLS_JS;
  return ASSET.test(path) ? join(WEB_FOLDER, path) : undefined;
};

/** Our own scripts and styles alone. Players feed `<video>` from blobs and demux in workers made of blobs. */
const contentSecurityPolicy = (publicOrigin: string): string =>
  [
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    "font-src 'self'",
    `img-src 'self' blob: data: ${publicOrigin}`,
    `media-src 'self' blob: ${publicOrigin}`,
    "worker-src 'self' blob:",
    `connect-src 'self' ${publicOrigin}`,
    "base-uri 'none'",
    "form-action 'self'",
    "frame-ancestors 'self'",
  ].join('; ');

/** The console: static files. Answers false when there is no such file. */
export const serveWeb = async (
  request: IncomingMessage,
  response: ServerResponse,
  path: string,
  publicOrigin: string,
): Promise<boolean> => {
  const file = fileOf(path);
  if (file === undefined || (request.method !== 'GET' && request.method !== 'HEAD')) return false;
  const bytes = await readFile(file).catch(() => undefined);
  if (bytes === undefined) return false;
  const etag = `"${createHash('sha256').update(bytes).digest('base64url').slice(0, 22)}"`;
  const headers = {
    'content-type': TYPES[extname(file)] ?? 'application/octet-stream',
    'cache-control': 'no-cache',
    'content-security-policy': contentSecurityPolicy(publicOrigin),
    'referrer-policy': 'same-origin',
    'x-content-type-options': 'nosniff',
    etag,
  };
  const isUnchanged = request.headers['if-none-match']?.split(/, */).includes(etag) ?? false;
  if (isUnchanged) response.writeHead(304, headers).end();
  else response.writeHead(200, { ...headers, 'content-length': bytes.length }).end(bytes);
  return true;
};
