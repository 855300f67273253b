import { createHash, createHmac, timingSafeEqual } from 'node:crypto';
import { createScope, getCanonicalHeaders, getCanonicalQuery, getSigningKey } from '@smithy/signature-v4';
import { S3Error } from '../http/s3-error.ts';
import type { S3Request } from '../http/s3-request.ts';
import { toHeaderBytes } from '../http/to-header-bytes.ts';
import { NodeSha256 } from './node-sha256.ts';
import { type ClaimedSignature, readSignature } from './read-signature.ts';

export interface Credentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
}

/** What signatures of body chunks go on from. */
export interface ChunkSigning {
  readonly key: Uint8Array;
  readonly longDate: string;
  readonly scope: string;
  /** The request's own signature, the first chunk's predecessor. */
  readonly seed: string;
}

/** A request whose signature holds. `headers` include those a presigned URL carries in its query. */
export interface AuthenticRequest extends S3Request {
  /** `x-amz-content-sha256`: a hash of the body, or a word that says how the body is written. */
  readonly payload: string;
  readonly chunkSigning: ChunkSigning;
}

export interface Authenticator {
  readonly credentials: Credentials;
  readonly region: string;
  readonly clock: () => Date;
}

/** S3 lets a signer's clock be wrong by this much. */
const MAX_SKEW_MS = 15 * 60 * 1000;

/** RFC 3986 escaping, once: S3 signs the path as it is on the wire, not escaped twice like other services. */
const canonicalPath = (path: string): string =>
  encodeURIComponent(path)
    .replaceAll('%2F', '/')
    .replace(/[!'()*]/g, (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`);

const canonicalQuery = (request: S3Request): string => {
  const query: Record<string, string[]> = Object.create(null);
  for (const [name, value] of request.queryPairs) {
    query[name] ??= [];
    query[name].push(value);
  }
  return getCanonicalQuery({ query } as Parameters<typeof getCanonicalQuery>[0]);
};

const checkClaims = (claimed: ClaimedSignature, { credentials, region, clock }: Authenticator): void => {
  if (claimed.accessKeyId !== credentials.accessKeyId) {
    throw new S3Error('InvalidAccessKeyId', 'The AWS Access Key Id you provided does not exist in our records.', {
      AWSAccessKeyId: claimed.accessKeyId,
    });
  }
  const wrong = (message: string, details = {}): S3Error =>
    claimed.place === 'header'
      ? new S3Error('AuthorizationHeaderMalformed', `The authorization header is malformed; ${message}`, details)
      : new S3Error(
          'AuthorizationQueryParametersError',
          `Error parsing the X-Amz-Credential parameter; ${message}`,
          details,
        );
  if (claimed.region !== region) {
    throw wrong(`the region '${claimed.region}' is wrong; expecting '${region}'`, { Region: region });
  }
  if (claimed.service !== 's3') throw wrong(`incorrect service "${claimed.service}". This endpoint belongs to "s3".`);
  if (claimed.date !== claimed.longDate.slice(0, 8)) throw wrong('the date is not that of the request.');
  if (!claimed.signedHeaders.includes('host')) throw wrong('the host header must be signed.');

  const now = clock().getTime();
  const age = now - claimed.signedAt.getTime();
  if (claimed.expires === undefined) {
    if (Math.abs(age) <= MAX_SKEW_MS) return;
    throw new S3Error(
      'RequestTimeTooSkewed',
      'The difference between the request time and the current time is too large.',
      {
        RequestTime: claimed.longDate,
        ServerTime: new Date(now).toISOString(),
        MaxAllowedSkewMilliseconds: String(MAX_SKEW_MS),
      },
    );
  }
  if (age > claimed.expires * 1000) {
    throw new S3Error('AccessDenied', 'Request has expired', {
      'X-Amz-Expires': String(claimed.expires),
      Expires: new Date(claimed.signedAt.getTime() + claimed.expires * 1000).toISOString(),
      ServerTime: new Date(now).toISOString(),
    });
  }
  if (age < -MAX_SKEW_MS) throw new S3Error('AccessDenied', 'Request is not valid yet');
};

/** Every signed header must be there, and every `x-amz-*` header that is there must be signed. */
const takeSignedHeaders = (request: S3Request, { signedHeaders }: ClaimedSignature): Record<string, string> => {
  const unsigned = [...request.headers.keys()].filter(
    (name) => name.startsWith('x-amz-') && !signedHeaders.includes(name),
  );
  if (unsigned.length > 0) {
    throw new S3Error('AccessDenied', 'There were headers present in the request which were not signed', {
      HeadersNotSigned: unsigned.join(', '),
    });
  }
  const headers: Record<string, string> = Object.create(null);
  for (const name of signedHeaders) {
    const value = request.headers.get(name);
    if (value === undefined) {
      throw new S3Error('AccessDenied', 'There were headers signed which are not present in the request', {
        HeadersNotPresent: name,
      });
    }
    headers[name] = value;
  }
  return headers;
};

/**
 * A presigned URL carries what would be `x-amz-*` headers in its query. Not its checksums: they are of the empty body
 * there was when the SDK signed (`x-amz-checksum-crc32=AAAAAA==`), and S3 ignores them too.
 */
const hoistedHeaders = (request: S3Request): [string, string][] =>
  request.queryPairs
    .map(([name, value]): [string, string] => [name.toLowerCase(), toHeaderBytes(value)])
    .filter(
      ([name]) => name.startsWith('x-amz-') && !/^x-amz-(?:sdk-checksum-algorithm|checksum-(?:crc|sha))/.test(name),
    );

/**
 * Signs the request again, as its sender should have, with the parts of AWS's own signing library, and compares.
 * @throws S3Error AccessDenied, SignatureDoesNotMatch, RequestTimeTooSkewed and what `readSignature` throws.
 */
export const authenticate = async (request: S3Request, authenticator: Authenticator): Promise<AuthenticRequest> => {
  const claimed = readSignature(request);
  checkClaims(claimed, authenticator);
  const signed = takeSignedHeaders(request, claimed);
  const headers =
    claimed.place === 'header' ? request.headers : new Map([...hoistedHeaders(request), ...request.headers]);
  if (headers.has('x-amz-security-token')) {
    throw new S3Error('InvalidToken', 'The provided token is malformed or otherwise invalid.');
  }
  const payload = headers.get('x-amz-content-sha256') ?? (claimed.place === 'query' ? 'UNSIGNED-PAYLOAD' : undefined);
  if (payload === undefined) {
    throw new S3Error('InvalidRequest', 'Missing required header for this request: x-amz-content-sha256');
  }

  const names = [...claimed.signedHeaders].sort();
  const canonicalHeaders = getCanonicalHeaders(
    { headers: signed } as Parameters<typeof getCanonicalHeaders>[0],
    undefined,
    new Set(names),
  );
  const canonicalRequest = [
    request.method,
    canonicalPath(request.path),
    canonicalQuery(request),
    ...names.map((name) => `${name}:${canonicalHeaders[name]}`),
    '',
    names.join(';'),
    payload,
  ].join('\n');
  const scope = createScope(claimed.date, claimed.region, claimed.service);
  // Header values hold a character per byte, the rest is ASCII: as latin1 these are the bytes the sender signed.
  const hash = createHash('sha256').update(canonicalRequest, 'latin1').digest('hex');
  const stringToSign = ['AWS4-HMAC-SHA256', claimed.longDate, scope, hash].join('\n');
  const key = await getSigningKey(NodeSha256, authenticator.credentials, claimed.date, claimed.region, claimed.service);
  const expected = createHmac('sha256', key).update(stringToSign).digest();
  const given = Buffer.from(claimed.signature, 'hex');
  if (given.length !== expected.length || !timingSafeEqual(given, expected)) {
    throw new S3Error(
      'SignatureDoesNotMatch',
      'The request signature we calculated does not match the signature you provided. Check your key and signing method.',
      { AWSAccessKeyId: claimed.accessKeyId, StringToSign: stringToSign, CanonicalRequest: canonicalRequest },
    );
  }
  return {
    ...request,
    headers,
    payload,
    chunkSigning: { key, longDate: claimed.longDate, scope, seed: claimed.signature },
  };
};
