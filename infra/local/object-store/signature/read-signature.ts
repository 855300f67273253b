import { S3Error } from '../http/s3-error.ts';
import type { S3Request } from '../http/s3-request.ts';

/** What a request says about its own signature. */
export interface ClaimedSignature {
  readonly place: 'header' | 'query';
  readonly accessKeyId: string;
  /** yyyymmdd, the region and the service of the credential scope. */
  readonly date: string;
  readonly region: string;
  readonly service: string;
  /** yyyymmddThhmmssZ. */
  readonly longDate: string;
  readonly signedAt: Date;
  /** Seconds; only in the query. */
  readonly expires: number | undefined;
  readonly signedHeaders: readonly string[];
  readonly signature: string;
}

const ALGORITHM = 'AWS4-HMAC-SHA256';
/** AWS's limit for a presigned URL: seven days. */
const MAX_EXPIRES_SECONDS = 604_800;

const parseLongDate = (text: string): Date | undefined => {
  const found = /^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/.exec(text);
  if (found === null) return undefined;
  const [, year, month, day, hour, minute, second] = found;
  const date = new Date(`${year}-${month}-${day}T${hour}:${minute}:${second}Z`);
  return Number.isNaN(date.getTime()) ? undefined : date;
};

const parseCredential = (text: string, malformed: (message: string) => S3Error) => {
  const parts = text.split('/');
  const [date, region, service, end] = parts.slice(-4);
  const accessKeyId = parts.slice(0, -4).join('/');
  if (!date || !region || !service || end !== 'aws4_request' || accessKeyId === '') {
    throw malformed('the Credential is mal-formed; expecting "<YOUR-AKID>/YYYYMMDD/REGION/SERVICE/aws4_request".');
  }
  return { accessKeyId, date, region, service };
};

const readHeaderSignature = (request: S3Request, authorization: string): ClaimedSignature => {
  const malformed = (message: string): S3Error =>
    new S3Error('AuthorizationHeaderMalformed', `The authorization header is malformed; ${message}`);
  if (!authorization.startsWith(`${ALGORITHM} `)) {
    throw new S3Error(
      'InvalidRequest',
      `The authorization mechanism you have provided is not supported. Please use ${ALGORITHM}.`,
    );
  }
  const fields = new Map(
    authorization
      .slice(ALGORITHM.length)
      .split(',')
      .map((field) => {
        const at = field.indexOf('=');
        return [field.slice(0, Math.max(at, 0)).trim(), field.slice(at + 1).trim()] as const;
      }),
  );
  const signature = fields.get('Signature');
  const signedHeaders = fields.get('SignedHeaders');
  if (!signature || !signedHeaders) throw malformed('it lacks SignedHeaders or Signature.');
  const credential = parseCredential(fields.get('Credential') ?? '', malformed);
  const longDate =
    request.headers.get('x-amz-date') ??
    new Date(request.headers.get('date') ?? Number.NaN).toJSON()?.replace(/[-:]|\.\d+/g, '') ??
    '';
  const signedAt = parseLongDate(longDate);
  if (signedAt === undefined) {
    throw new S3Error('AccessDenied', 'AWS authentication requires a valid Date or x-amz-date header');
  }
  return {
    place: 'header',
    ...credential,
    longDate,
    signedAt,
    expires: undefined,
    signedHeaders: signedHeaders.toLowerCase().split(';'),
    signature,
  };
};

const readQuerySignature = (request: S3Request): ClaimedSignature => {
  const malformed = (message: string): S3Error => new S3Error('AuthorizationQueryParametersError', message);
  const take = (name: string): string => {
    const values = request.queryPairs.filter(([given]) => given === name);
    if (values.length !== 1) {
      throw malformed(
        'Query-string authentication version 4 requires the X-Amz-Algorithm, X-Amz-Credential, X-Amz-Signature, X-Amz-Date, X-Amz-SignedHeaders, and X-Amz-Expires parameters.',
      );
    }
    return values[0]?.[1] ?? '';
  };
  if (take('X-Amz-Algorithm') !== ALGORITHM) throw malformed(`X-Amz-Algorithm only supports "${ALGORITHM}"`);
  const credential = parseCredential(take('X-Amz-Credential'), (message) => malformed(`Error parsing: ${message}`));
  const longDate = take('X-Amz-Date');
  const signedAt = parseLongDate(longDate);
  if (signedAt === undefined) throw malformed("X-Amz-Date must be in the ISO8601 Long Format \"yyyyMMdd'T'HHmmss'Z'\"");
  const expires = take('X-Amz-Expires');
  if (!/^\d{1,9}$/.test(expires)) throw malformed('X-Amz-Expires should be a number');
  if (Number(expires) > MAX_EXPIRES_SECONDS) {
    throw malformed(
      'X-Amz-Expires must be less than a week (in seconds); that is, the given X-Amz-Expires must be less than 604800 seconds',
    );
  }
  return {
    place: 'query',
    ...credential,
    longDate,
    signedAt,
    expires: Number(expires),
    signedHeaders: take('X-Amz-SignedHeaders').toLowerCase().split(';'),
    signature: take('X-Amz-Signature'),
  };
};

/** @throws S3Error AccessDenied for a request without a signature; AuthorizationHeaderMalformed and its kin. */
export const readSignature = (request: S3Request): ClaimedSignature => {
  const authorization = request.headers.get('authorization');
  const isPresigned = request.query.has('X-Amz-Signature') || request.query.has('X-Amz-Algorithm');
  if (authorization !== undefined && isPresigned) {
    throw new S3Error(
      'InvalidArgument',
      'Only one auth mechanism allowed; only the X-Amz-Algorithm query parameter, Signature query string parameter or the Authorization header should be specified',
    );
  }
  if (authorization !== undefined) return readHeaderSignature(request, authorization);
  if (isPresigned) return readQuerySignature(request);
  throw new S3Error('AccessDenied', 'Access Denied');
};
