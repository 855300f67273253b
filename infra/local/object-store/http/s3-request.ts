import type { IncomingMessage } from 'node:http';
import { S3Error } from './s3-error.ts';

/** A request taken apart; bucket and key are decoded. */
export interface S3Request {
  readonly id: string;
  readonly method: string;
  /** Decoded, with its leading slash. */
  readonly path: string;
  readonly bucket: string | undefined;
  readonly key: string | undefined;
  /** Decoded; a name given twice keeps its first value here. */
  readonly query: ReadonlyMap<string, string>;
  readonly queryPairs: readonly (readonly [name: string, value: string])[];
  /** By lower-case name, values of repeated headers joined by commas. */
  readonly headers: ReadonlyMap<string, string>;
  readonly message: IncomingMessage;
}

/** S3's limit, in UTF-8 bytes. */
const MAX_KEY_BYTES = 1024;

const invalidUri = (): S3Error => new S3Error('InvalidURI', "Couldn't parse the specified URI.");

const decode = (text: string): string => {
  try {
    return decodeURIComponent(text);
  } catch {
    throw invalidUri();
  }
};

/** Node hands over the target's bytes as characters; some clients send UTF-8 there without escaping it. */
const readTarget = (message: IncomingMessage): string => {
  const target = Buffer.from(message.url ?? '/', 'latin1').toString('utf8');
  if (target.includes('\ufffd')) throw invalidUri();
  const relative = target.replace(/^https?:\/\/[^/?]*/i, '');
  return relative.startsWith('/') ? relative : `/${relative}`;
};

const parseQuery = (text: string): [string, string][] =>
  text
    .split('&')
    .filter((pair) => pair !== '')
    .map((pair) => {
      const at = pair.indexOf('=');
      const [name, value] = at === -1 ? [pair, ''] : [pair.slice(0, at), pair.slice(at + 1)];
      return [decode(name.replaceAll('+', ' ')), decode(value.replaceAll('+', ' '))];
    });

const readHeaders = (message: IncomingMessage): Map<string, string> =>
  new Map(Object.entries(message.headersDistinct).map(([name, values]) => [name, (values ?? []).join(',')]));

/** @throws S3Error InvalidURI, KeyTooLongError. */
export const parseS3Request = (message: IncomingMessage, id: string): S3Request => {
  const target = readTarget(message);
  const mark = target.indexOf('?');
  const path = decode(mark === -1 ? target : target.slice(0, mark));
  const queryPairs = parseQuery(mark === -1 ? '' : target.slice(mark + 1));
  const slash = path.indexOf('/', 1);
  const bucket = slash === -1 ? path.slice(1) : path.slice(1, slash);
  const key = slash === -1 ? '' : path.slice(slash + 1);
  if (bucket === '' && path !== '/') throw invalidUri();
  if (Buffer.byteLength(key) > MAX_KEY_BYTES) throw new S3Error('KeyTooLongError', 'Your key is too long');
  return {
    id,
    method: message.method ?? 'GET',
    path,
    bucket: bucket === '' ? undefined : bucket,
    key: key === '' ? undefined : key,
    query: new Map(queryPairs.toReversed()),
    queryPairs,
    headers: readHeaders(message),
    message,
  };
};
