import { IncomingMessage } from 'node:http';
import { Socket } from 'node:net';
import { S3Error } from '../../../infra/local/object-store/http/s3-error.ts';

/** What came of the work: a value, or the code of the S3 error that refused it. Throws whatever else it throws. */
export const outcomeOf = async <T>(work: () => T | Promise<T>): Promise<T | string> => {
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof S3Error)) throw error;
    return error.code;
  }
};

/** A request as Node hands it over. */
export const messageOf = (
  url: string,
  headers: readonly (readonly [string, string])[],
  body?: Buffer,
): IncomingMessage => {
  const message = new IncomingMessage(new Socket());
  Object.assign(message, { url, method: 'PUT', rawHeaders: headers.flat() });
  message.push(body ?? null);
  if (body) message.push(null);
  return message;
};
