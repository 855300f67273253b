import { S3Error } from './s3-error.ts';
import { toHeaderBytes } from './to-header-bytes.ts';

const KEPT = [
  'content-type',
  'cache-control',
  'content-disposition',
  'content-encoding',
  'content-language',
  'expires',
];
const USER_METADATA = 'x-amz-meta-';

/** S3's limit for names and values of user metadata together. */
const MAX_USER_METADATA_BYTES = 2048;

const checkHeaderValue = (name: string, value: string): string => {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they would end the header, or be refused when sent back
  if (/[\u0000-\u0008\u000a-\u001f\u007f]/.test(value)) {
    throw new S3Error('InvalidArgument', `The value of ${name} holds a control character.`, { ArgumentName: name });
  }
  return value;
};

/** `aws-chunked` describes the request's body, not the object. */
const withoutAwsChunked = (encoding: string): string =>
  encoding
    .split(',')
    .map((coding) => coding.trim())
    .filter((coding) => coding !== 'aws-chunked' && coding !== '')
    .join(',');

/** The headers that are kept with an object and come back with it. @throws S3Error MetadataTooLarge, InvalidArgument. */
export const readObjectHeaders = (headers: ReadonlyMap<string, string>): Record<string, string> => {
  const kept: Record<string, string> = {};
  let metadataBytes = 0;
  for (const [name, value] of headers) {
    const isMetadata = name.startsWith(USER_METADATA);
    if (!isMetadata && !KEPT.includes(name)) continue;
    const text = checkHeaderValue(name, name === 'content-encoding' ? withoutAwsChunked(value) : value);
    if (isMetadata) metadataBytes += name.length - USER_METADATA.length + text.length;
    else if (text === '') continue;
    if (!/^[\w!#$%&'*+.^`|~-]+$/.test(name)) throw new S3Error('InvalidArgument', `${name} is not a header name.`);
    kept[name] = text;
  }
  if (metadataBytes > MAX_USER_METADATA_BYTES) {
    throw new S3Error('MetadataTooLarge', 'Your metadata headers exceed the maximum allowed metadata size', {
      Size: String(metadataBytes),
      MaxSizeAllowed: String(MAX_USER_METADATA_BYTES),
    });
  }
  return { 'content-type': 'binary/octet-stream', ...kept };
};

/** The `response-*` parameters of a GET, as the headers they replace. @throws S3Error InvalidArgument. */
export const readResponseOverrides = (query: ReadonlyMap<string, string>): Record<string, string> => {
  const overrides: Record<string, string> = {};
  for (const name of KEPT) {
    const value = query.get(`response-${name}`);
    if (value !== undefined) overrides[name] = checkHeaderValue(`response-${name}`, toHeaderBytes(value));
  }
  return overrides;
};
