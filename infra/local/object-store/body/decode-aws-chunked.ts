import { createHash, createHmac, timingSafeEqual } from 'node:crypto';
import { S3Error } from '../http/s3-error.ts';
import type { ChunkSigning } from '../signature/authenticate.ts';

export interface AwsChunked {
  /** Set when every chunk carries a signature. */
  readonly signing: ChunkSigning | undefined;
  /** Whether headers follow the last chunk. */
  readonly hasTrailer: boolean;
  /** Takes the trailing headers by lower-case name. */
  readonly onTrailer: (headers: ReadonlyMap<string, string>) => void;
}

/** A chunk's size in hexadecimal and a signature fit well; so does a trailing checksum. */
const MAX_LINE_BYTES = 1024;
const MAX_TRAILER_LINES = 16;
const EMPTY_SHA256 = createHash('sha256').digest('hex');

const incomplete = (): S3Error => new S3Error('IncompleteBody', 'The request body terminated unexpectedly');
const malformed = (): S3Error => new S3Error('InvalidRequest', 'The aws-chunked encoding of the body is malformed.');

/** Pulls lines and counted bytes out of a stream of buffers. */
const createReader = (source: AsyncIterable<Buffer>) => {
  const iterator = source[Symbol.asyncIterator]();
  let held: Buffer = Buffer.alloc(0);

  const pull = async (): Promise<boolean> => {
    const { value, done } = await iterator.next();
    if (done) return false;
    held = held.length === 0 ? value : Buffer.concat([held, value]);
    return true;
  };

  return {
    /** The next line without its CRLF; `undefined` at the end of the stream. */
    readLine: async (): Promise<string | undefined> => {
      for (;;) {
        const end = held.indexOf('\r\n');
        if (end > MAX_LINE_BYTES || (end === -1 && held.length > MAX_LINE_BYTES)) throw malformed();
        if (end !== -1) {
          const line = held.toString('latin1', 0, end);
          held = held.subarray(end + 2);
          return line;
        }
        if (await pull()) continue;
        if (held.length > 0) throw incomplete();
        return undefined;
      }
    },
    /** Some of the next bytes, at most `limit`. */
    readSome: async (limit: number): Promise<Buffer> => {
      while (held.length === 0) if (!(await pull())) throw incomplete();
      const bytes = held.subarray(0, limit);
      held = held.subarray(bytes.length);
      return bytes;
    },
  };
};

const createChunkVerifier = ({ key, longDate, scope, seed }: ChunkSigning) => {
  let previous = seed;
  return (algorithm: string, hashes: readonly string[], given: string | undefined): void => {
    const text = [algorithm, longDate, scope, previous, ...hashes].join('\n');
    const expected = createHmac('sha256', key).update(text).digest();
    const bytes = Buffer.from(given ?? '', 'hex');
    if (bytes.length !== expected.length || !timingSafeEqual(bytes, expected)) {
      throw new S3Error('SignatureDoesNotMatch', 'The signature of a chunk of the body does not match.');
    }
    previous = given ?? '';
  };
};

/**
 * Takes the aws-chunked encoding off a body: `<hex size>[;chunk-signature=<hex>]CRLF <bytes> CRLF …`, a chunk of size 0,
 * then, if announced, trailing headers. A chunk's signature is checked after its bytes were passed on: the taker must
 * not use them before this ends.
 * @throws S3Error IncompleteBody, InvalidRequest, SignatureDoesNotMatch, MalformedTrailerError.
 */
export async function* decodeAwsChunked(
  source: AsyncIterable<Buffer>,
  { signing, hasTrailer, onTrailer }: AwsChunked,
): AsyncGenerator<Buffer, void, undefined> {
  const { readLine, readSome } = createReader(source);
  const verify = signing && createChunkVerifier(signing);

  for (;;) {
    const line = await readLine();
    if (line === undefined) throw incomplete();
    const [size = '', ...extensions] = line.split(';');
    if (!/^[0-9a-fA-F]{1,12}$/.test(size.trim())) throw malformed();
    const signature = extensions.find((extension) => extension.startsWith('chunk-signature='))?.slice(16);
    const hash = verify && createHash('sha256');
    let left = Number.parseInt(size, 16);
    const isLast = left === 0;
    while (left > 0) {
      const bytes = await readSome(left);
      hash?.update(bytes);
      left -= bytes.length;
      yield bytes;
    }
    verify?.('AWS4-HMAC-SHA256-PAYLOAD', [EMPTY_SHA256, hash?.digest('hex') ?? ''], signature);
    if (isLast) break;
    if ((await readLine()) !== '') throw malformed();
  }

  const trailer = new Map<string, string>();
  for (let count = 0; ; count += 1) {
    const line = await readLine();
    if (line === undefined || (line === '' && !(count === 0 && hasTrailer))) break;
    const colon = line.indexOf(':');
    if (colon < 1 || count > MAX_TRAILER_LINES) {
      throw new S3Error('MalformedTrailerError', 'The request contained trailing data that was not well-formed.');
    }
    trailer.set(line.slice(0, colon).trim().toLowerCase(), line.slice(colon + 1).trim());
  }
  if (!hasTrailer) return;
  const signature = trailer.get('x-amz-trailer-signature');
  trailer.delete('x-amz-trailer-signature');
  const canonical = [...trailer].sort(([a], [b]) => (a < b ? -1 : 1)).map(([name, value]) => `${name}:${value}\n`);
  const hash = createHash('sha256').update(canonical.join('')).digest('hex');
  verify?.('AWS4-HMAC-SHA256-TRAILER', [hash], signature);
  onTrailer(trailer);
}
