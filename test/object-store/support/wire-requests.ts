import fc from 'fast-check';
import { headerName, hostileText, hostileXml, parameterName } from './hostile-values.ts';
import type { WireRequest } from './sign-wire.ts';

const key = fc.oneof(
  fc.constantFrom(
    'here',
    'parts',
    '',
    'a/b',
    '../../outside',
    '..',
    '.',
    '/',
    '//x',
    '\0',
    'é😀',
    'x'.repeat(1024),
    '/'.repeat(1024),
    'x'.repeat(1025),
  ),
  hostileText,
  fc.array(hostileText, { maxLength: 4 }).map((names) => names.join('/')),
);

/** The same key in the many forms it may have on the wire, and forms that are none. */
const escapes = fc.infiniteStream(fc.nat(2));
const wireForm = (text: string, choices: Stream): string =>
  Array.from(Buffer.from(text), (byte) => {
    const isPlain = /[A-Za-z0-9_.~/-]/.test(String.fromCharCode(byte)) && byte < 0x7f;
    const hex = byte.toString(16).padStart(2, '0');
    const choice = choices.next().value;
    if (isPlain && choice !== 0) return String.fromCharCode(byte);
    return `%${choice === 1 ? hex.toUpperCase() : hex}`;
  }).join('');
type Stream = Iterator<number>;

const target = fc
  .tuple(
    fc.oneof(
      { weight: 6, arbitrary: fc.constant('media') },
      fc.constantFrom('tmp', '..', '', 'Other', 'new-bucket', 'buckets'),
    ),
    key,
    escapes,
  )
  .map(([bucket, name, choices]) => {
    const path = `/${bucket}${name === '' ? '' : `/${name}`}`;
    return { path, wirePath: `/${wireForm(path.slice(1), choices)}` };
  });
const noTarget = fc
  .constantFrom(
    '/media/%',
    '/media/%zz',
    '/media/%ff',
    '/media/%c0%ae',
    '*',
    'http://x/media/here',
    '//',
    '/media/here#x',
    '/media/here?a=%',
  )
  .map((wirePath) => ({ wirePath, path: '/media/here' }));

/** Stands for the id of the upload that is under way. */
export const UPLOAD = '<upload>';
type Pairs = readonly (readonly [name: string, value: string])[];
const query: fc.Arbitrary<Pairs> = fc.oneof(
  fc.constantFrom<Pairs[]>([], [], [['uploadId', UPLOAD]], [['uploads', '']], [['delete', '']], [['list-type', '2']]),
  fc.constantFrom<Pairs[]>([
    ['uploadId', UPLOAD],
    ['partNumber', '1'],
  ]),
  // Those of a presigned request would be a second signature.
  fc.array(
    fc.tuple(
      parameterName.filter((name) => !/^x-amz-/i.test(name)),
      hostileText,
    ),
    { minLength: 1, maxLength: 4 },
  ),
);

const unsent = new Set(['host', 'content-length', 'x-amz-date', 'authorization']);
export const unsignedHeader = fc
  .tuple(headerName, hostileText)
  .filter(([name, value]) => !unsent.has(name) && /^[\x21-\x7e]+$/.test(value));
const headers = fc
  .oneof(fc.constant([]), fc.tuple(unsignedHeader), fc.array(unsignedHeader, { maxLength: 5 }))
  .map((pairs) => new Map(pairs));

const body = fc
  .oneof(
    fc.constantFrom(
      '',
      'hello',
      '5\r\nhello\r\n0\r\n\r\n',
      '0\r\nx-amz-checksum-crc32:AAAAAA==\r\n\r\n',
      'ffffff\r\nx',
      '\r\n\r\n',
    ),
    hostileXml('Delete', ['Object', 'Key', 'Quiet', 'ETag', 'VersionId']),
    hostileXml('CompleteMultipartUpload', ['Part', 'PartNumber', 'ETag', 'ChecksumCRC32']),
    hostileXml('CreateBucketConfiguration', ['LocationConstraint']),
  )
  .map((text) => Buffer.from(text));

const METHODS = ['GET', 'HEAD', 'PUT', 'POST', 'DELETE'];
const anywhere = fc.oneof({ weight: 9, arbitrary: target }, { weight: 1, arbitrary: noTarget });
const anything: fc.Arbitrary<WireRequest> = fc
  .tuple(fc.constantFrom(...METHODS, ...METHODS, 'PUT', 'PATCH', 'PROPFIND'), anywhere, query, headers, body)
  .map(([method, where, pairs, more, bytes]) => ({ method, ...where, query: pairs, headers: more, body: bytes }));
/** Of the upload that is under way, and of its key. Not its end: others are to find it. */
const ofUpload = fc
  .tuple(anything, fc.constantFrom('GET', 'PUT', 'POST'), fc.constantFrom('1', '2', '10000', '0'))
  .map(([given, method, number]): WireRequest => {
    const path = '/media/parts';
    return {
      ...given,
      method,
      path,
      wirePath: path,
      query: [
        ['uploadId', UPLOAD],
        ['partNumber', number],
      ],
    };
  });
export const wireRequest = fc.oneof({ weight: 5, arbitrary: anything }, { weight: 1, arbitrary: ofUpload });
