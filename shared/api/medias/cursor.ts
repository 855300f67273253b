import { Problem } from '../../runtime/problem.ts';

/** Cursors are opaque, so that what they hold may change: only `encodeCursor` makes one. */
export const encodeCursor = (position: unknown): string => Buffer.from(JSON.stringify(position)).toString('base64url');

const refused = (cause?: unknown): Problem => {
  const message = 'is not a cursor that this service gave out';
  const detail = `The cursor ${message}; take nextCursor of the answer before, or leave it out.`;
  return new Problem('invalid_request', detail, { errors: [{ path: 'cursor', message }], cause });
};

export const decodeCursor = <Position>(cursor: string, read: (value: unknown) => Position): Position => {
  try {
    return read(JSON.parse(Buffer.from(cursor, 'base64url').toString('utf8')));
  } catch (cause) {
    throw refused(cause);
  }
};
