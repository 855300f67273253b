import { Problem } from '../../runtime/problem.ts';

const POSITION = /^\d{1,15}$/;

/** Where a client of server-sent events goes on. */
export const readLastEventId = (header: string | undefined): number | undefined => {
  if (header === undefined || header === '') return undefined;
  if (POSITION.test(header)) return Number(header);
  const message = 'must be an id that this stream has sent';
  throw new Problem('invalid_request', `The header Last-Event-ID ${message}.`, {
    errors: [{ path: 'Last-Event-ID', message }],
  });
};
