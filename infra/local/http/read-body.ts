import type { IncomingMessage } from 'node:http';
import { Problem } from '../../../shared/runtime/problem.ts';

/** API Gateway's limit. Media go to the object store, not through the API. */
const MAX_BODY_BYTES = 10 * 1024 * 1024;
const MAX_BODY_MS = 30_000;

const tooLarge = () => new Problem('body_too_large', 'A request to the API can have 10 MiB at most.');

/** A request's body, whole. */
export const readBody = async (request: IncomingMessage): Promise<Buffer> => {
  if (Number(request.headers['content-length'] ?? 0) > MAX_BODY_BYTES) throw tooLarge();
  const slow = setTimeout(() => request.destroy(new Error('The body came too slowly')), MAX_BODY_MS);
  const chunks: Buffer[] = [];
  let length = 0;
  try {
    // The iterator would destroy the connection at the throw, and with it the answer.
    for await (const chunk of request.iterator({ destroyOnReturn: false })) {
      chunks.push(chunk);
      length += chunk.length;
      if (length > MAX_BODY_BYTES) throw tooLarge();
    }
  } finally {
    clearTimeout(slow);
  }
  return Buffer.concat(chunks, length);
};
