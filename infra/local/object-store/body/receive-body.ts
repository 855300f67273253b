import { createHash } from 'node:crypto';
import { S3Error } from '../http/s3-error.ts';
import type { AuthenticRequest } from '../signature/authenticate.ts';
import type { ChecksumAlgorithm, StoredChecksum } from '../store/object-metadata.ts';
import { CHECKSUM_ALGORITHMS } from './checksum-algorithms.ts';
import { decodeAwsChunked } from './decode-aws-chunked.ts';
import { readChecksumClaim } from './read-checksum-claim.ts';
import { requireProgress } from './require-progress.ts';

/** A body that was received whole and passed every check its sender asked for. */
export interface ReceivedBody {
  readonly size: number;
  /** Hexadecimal. */
  readonly md5: string;
  readonly checksum: StoredChecksum | undefined;
}

export interface ReceiveOptions {
  /** Bytes; more is EntityTooLarge. */
  readonly limit: number;
  /** A checksum to compute although the sender gave none. */
  readonly algorithm?: ChecksumAlgorithm | undefined;
}

const SHA256_HEX = /^[0-9a-f]{64}$/;

/** How `x-amz-content-sha256` says the body is written. */
const readEncoding = (
  payload: string,
): { isChunked: boolean; isSigned: boolean; hasTrailer: boolean; sha256?: string } => {
  switch (payload) {
    case 'UNSIGNED-PAYLOAD':
      return { isChunked: false, isSigned: false, hasTrailer: false };
    case 'STREAMING-UNSIGNED-PAYLOAD-TRAILER':
      return { isChunked: true, isSigned: false, hasTrailer: true };
    case 'STREAMING-AWS4-HMAC-SHA256-PAYLOAD':
      return { isChunked: true, isSigned: true, hasTrailer: false };
    case 'STREAMING-AWS4-HMAC-SHA256-PAYLOAD-TRAILER':
      return { isChunked: true, isSigned: true, hasTrailer: true };
    default:
      if (SHA256_HEX.test(payload)) return { isChunked: false, isSigned: true, hasTrailer: false, sha256: payload };
      throw new S3Error(
        'InvalidArgument',
        'x-amz-content-sha256 must be UNSIGNED-PAYLOAD, STREAMING-UNSIGNED-PAYLOAD-TRAILER, STREAMING-AWS4-HMAC-SHA256-PAYLOAD, STREAMING-AWS4-HMAC-SHA256-PAYLOAD-TRAILER or a valid sha256 value.',
      );
  }
};

/**
 * The bytes that a request says its body has, without their encoding.
 * @throws S3Error MissingContentLength, EntityTooLarge, and InvalidArgument for an encoding that is none.
 */
export const readBodyLength = ({ headers, payload }: AuthenticRequest, limit: number): number => {
  const text = headers.get(readEncoding(payload).isChunked ? 'x-amz-decoded-content-length' : 'content-length');
  if (text === undefined || !/^\d{1,15}$/.test(text)) {
    throw new S3Error('MissingContentLength', 'You must provide the Content-Length HTTP header.');
  }
  const length = Number(text);
  if (length > limit) {
    throw new S3Error('EntityTooLarge', 'Your proposed upload exceeds the maximum allowed size', {
      ProposedSize: text,
      MaxSizeAllowed: String(limit),
    });
  }
  return length;
};

const readContentMd5 = (value: string | undefined): Buffer | undefined => {
  if (value === undefined) return undefined;
  const bytes = Buffer.from(value, 'base64');
  if (bytes.length === 16) return bytes;
  throw new S3Error('InvalidDigest', 'The Content-MD5 you specified is not valid.');
};

/** A socket that breaks off shows as a plain error of the stream. */
async function* readMessage(source: AsyncIterable<Buffer>): AsyncGenerator<Buffer, void, undefined> {
  try {
    yield* source;
  } catch (error) {
    throw new S3Error('IncompleteBody', `The request body terminated unexpectedly (${(error as Error).message})`);
  }
}

/**
 * Passes a request's body to `sink`, piece by piece, each awaited, and verifies all that the request says of it.
 * What was passed on is worth nothing unless this returns.
 * @throws S3Error IncompleteBody, BadDigest, XAmzContentSHA256Mismatch, EntityTooLarge and their kin.
 */
export const receiveBody = async (
  request: AuthenticRequest,
  options: ReceiveOptions,
  sink: (bytes: Buffer) => Promise<void>,
): Promise<ReceivedBody> => {
  const encoding = readEncoding(request.payload);
  const expectedLength = readBodyLength(request, options.limit);
  const expectedMd5 = readContentMd5(request.headers.get('content-md5'));
  const claim = readChecksumClaim(request.headers, encoding.hasTrailer);

  const md5 = createHash('md5');
  const sha256 = encoding.sha256 === undefined ? undefined : createHash('sha256');
  const algorithm = claim?.algorithm ?? options.algorithm;
  const checksum = algorithm && CHECKSUM_ALGORITHMS[algorithm].create();
  let claimed = claim?.value;

  // A sender that is refused must still be able to read the answer, so leaving the loop may not destroy the stream.
  const message = requireProgress(readMessage(request.message.iterator({ destroyOnReturn: false })));
  const bytes = encoding.isChunked
    ? decodeAwsChunked(message, {
        signing: encoding.isSigned ? request.chunkSigning : undefined,
        hasTrailer: encoding.hasTrailer,
        onTrailer: (trailer) => {
          if (claim?.trailer !== undefined) claimed = trailer.get(claim.trailer);
        },
      })
    : message;

  let size = 0;
  for await (const piece of bytes) {
    size += piece.length;
    if (size > expectedLength) break;
    md5.update(piece);
    sha256?.update(piece);
    checksum?.update(piece);
    await sink(piece);
  }
  if (size !== expectedLength) {
    throw new S3Error(
      'IncompleteBody',
      'You did not provide the number of bytes specified by the Content-Length HTTP header',
    );
  }

  const sha256Found = sha256?.digest('hex');
  if (sha256Found !== undefined && sha256Found !== encoding.sha256) {
    throw new S3Error(
      'XAmzContentSHA256Mismatch',
      "The provided 'x-amz-content-sha256' header does not match what was computed.",
      {
        ClientComputedContentSHA256: encoding.sha256 ?? '',
        S3ComputedContentSHA256: sha256Found,
      },
    );
  }
  const md5Found = md5.digest();
  if (expectedMd5 !== undefined && !expectedMd5.equals(md5Found)) {
    throw new S3Error('BadDigest', 'The Content-MD5 you specified did not match what we received.', {
      ExpectedDigest: expectedMd5.toString('base64'),
      CalculatedDigest: md5Found.toString('base64'),
    });
  }
  const value = checksum?.digest().toString('base64');
  if (claim !== undefined && claimed === undefined) {
    throw new S3Error('MalformedTrailerError', `The trailer ${claim.trailer} was announced and did not come.`);
  }
  if (claim !== undefined && claimed !== value) {
    throw new S3Error('BadDigest', `The ${claim.algorithm} you specified did not match the calculated checksum.`);
  }
  return {
    size,
    md5: md5Found.toString('hex'),
    checksum: algorithm && value !== undefined ? { algorithm, value, type: 'FULL_OBJECT' } : undefined,
  };
};
