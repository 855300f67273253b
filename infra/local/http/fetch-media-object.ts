import {
  GetObjectCommand,
  type GetObjectCommandOutput,
  HeadObjectCommand,
  type S3Client,
  S3ServiceException,
} from '@aws-sdk/client-s3';

export interface MediaSource {
  readonly s3: S3Client;
  readonly mediaBucket: string;
}

export interface MediaRequest {
  readonly key: string;
  readonly isHead: boolean;
  readonly range: string | undefined;
  readonly ifRange: string | undefined;
  readonly ifNoneMatch: string | undefined;
}

/** The object, or the status that S3 refused with: 304, 404, 416 … */
export type MediaAnswer =
  | { readonly object: GetObjectCommandOutput }
  | { readonly status: number; readonly contentRange?: string };

/** One range; S3 answers no others, and a header that is not one is to be ignored. */
const RANGE = /^bytes=(?:\d+-\d*|-\d+)$/;

const strong = (etags: string): string => etags.replaceAll('W/', '');

/** One read of the media bucket, with the conditions that players send. */
export const fetchMediaObject = async (
  { s3, mediaBucket }: MediaSource,
  { key, isHead, range, ifRange, ifNoneMatch }: MediaRequest,
  abortSignal: AbortSignal,
): Promise<MediaAnswer> => {
  const isRange = range !== undefined && RANGE.test(range);
  const input = {
    Bucket: mediaBucket,
    Key: key,
    ...(ifNoneMatch === undefined ? {} : { IfNoneMatch: strong(ifNoneMatch) }),
    ...(isRange ? { Range: range } : {}),
    ...(isRange && ifRange !== undefined ? { IfMatch: ifRange } : {}),
  };
  try {
    // The two answers differ in their body alone.
    return {
      object: isHead
        ? ((await s3.send(new HeadObjectCommand(input), { abortSignal })) as GetObjectCommandOutput)
        : await s3.send(new GetObjectCommand(input), { abortSignal }),
    };
  } catch (error) {
    if (!(error instanceof S3ServiceException) || error.$metadata.httpStatusCode === undefined) throw error;
    const status = error.$metadata.httpStatusCode;
    if (status === 412 && ifRange !== undefined) {
      // If-Range: the object is another one by now, so the whole of it is wanted.
      return fetchMediaObject(
        { s3, mediaBucket },
        { key, isHead, range: undefined, ifRange: undefined, ifNoneMatch },
        abortSignal,
      );
    }
    if (status >= 500) throw error;
    const contentRange = error.$response?.headers['content-range'];
    return { status, ...(contentRange ? { contentRange } : {}) };
  }
};
