import fc from 'fast-check';

/** Text of a request, and often of the kind that goes wrong. As characters: how it is put on the wire is another question. */
export const hostileText: fc.Arbitrary<string> = fc.oneof(
  fc.constantFrom(
    ...[
      '',
      ' ',
      '0',
      '-1',
      '1',
      '10000',
      '99999999999999999999',
      '1e400',
      'NaN',
      'null',
      'true',
      '*',
      '"',
      ',',
      ';',
      '=',
    ],
    ...[
      '__proto__',
      'constructor',
      'toString',
      '../../etc/passwd',
      '%',
      '%zz',
      '%00',
      '+',
      '&amp;',
      '<a>',
      ']]>',
      '$&',
      '$1',
    ],
    ...['bytes=0-', 'bytes=-0', 'bytes=9-1', 'bytes=0-99999999999999999999', 'W/"x"', 'aws-chunked', 'x'.repeat(1025)],
    ...['Thu, 01 Jan 1970 00:00:00 GMT', 'Thu, 01 Jan 275761 00:00:00 GMT', '20260101T000000Z', '99991231T235959Z'],
    ...[
      'AAAAAA==',
      'CRC32',
      'SHA256',
      'COMPOSITE',
      'FULL_OBJECT',
      'COPY',
      'REPLACE',
      '/media/here',
      'media/here?versionId=1',
    ],
  ),
  fc.string({ unit: 'grapheme-ascii', maxLength: 30 }),
  fc.string({ unit: 'binary', maxLength: 10 }).filter((text) => text.isWellFormed()),
  fc.nat().map(String),
  fc.base64String({ maxLength: 48 }),
);

/** What a header's value may be on the wire: Node hands over one character for each byte. */
export const headerValue: fc.Arbitrary<string> = hostileText.map((text) =>
  Buffer.from(text, 'utf8')
    .toString('latin1')
    // biome-ignore lint/suspicious/noControlCharactersInRegex: Node refuses them before anybody reads the header
    .replaceAll(/[\0-\x08\x0a-\x1f\x7f]/g, '')
    .trim(),
);

/** Names that the gateway gives a meaning to, in lower case. */
const HEADERS = [
  ...['authorization', 'content-length', 'content-md5', 'content-type', 'content-encoding', 'cache-control', 'expires'],
  ...['date', 'host', 'if-match', 'if-none-match', 'if-modified-since', 'if-unmodified-since', 'origin', 'range'],
  ...[
    'x-amz-acl',
    'x-amz-checksum-algorithm',
    'x-amz-checksum-crc32',
    'x-amz-checksum-crc64nvme',
    'x-amz-checksum-md5',
  ],
  ...[
    'x-amz-checksum-mode',
    'x-amz-checksum-sha256',
    'x-amz-checksum-type',
    'x-amz-content-sha256',
    'x-amz-copy-source',
  ],
  ...['x-amz-copy-source-if-match', 'x-amz-copy-source-if-modified-since', 'x-amz-copy-source-range', 'x-amz-date'],
  ...['x-amz-decoded-content-length', 'x-amz-expected-bucket-owner', 'x-amz-meta-a', 'x-amz-metadata-directive'],
  ...['x-amz-mp-object-size', 'x-amz-security-token', 'x-amz-storage-class', 'x-amz-trailer', 'x-amz-unheard-of'],
];

export const headerName: fc.Arbitrary<string> = fc.oneof(
  { weight: 9, arbitrary: fc.constantFrom(...HEADERS) },
  { weight: 1, arbitrary: fc.stringMatching(/^[a-z0-9_-]{1,20}$/) },
);

/** Names of parameters that the gateway gives a meaning to. */
const PARAMETERS = [
  ...[
    'acl',
    'append',
    'continuation-token',
    'cors',
    'delete',
    'delimiter',
    'encoding-type',
    'fetch-owner',
    'key-marker',
  ],
  ...['list-type', 'location', 'marker', 'max-keys', 'max-parts', 'max-uploads', 'part-number-marker', 'partNumber'],
  ...['policy', 'prefix', 'response-content-type', 'response-expires', 'start-after', 'tagging', 'upload-id-marker'],
  ...['uploadId', 'uploads', 'versionId', 'versions', 'X-Amz-Algorithm', 'X-Amz-Credential', 'X-Amz-Date'],
  ...[
    'X-Amz-Expires',
    'X-Amz-Signature',
    'X-Amz-SignedHeaders',
    'x-amz-meta-b',
    'x-amz-acl',
    '__proto__',
    'constructor',
  ],
];

export const parameterName: fc.Arbitrary<string> = fc.oneof(
  { weight: 9, arbitrary: fc.constantFrom(...PARAMETERS) },
  { weight: 1, arbitrary: hostileText.filter((text) => text !== '') },
);

/** XML that is nearly what was asked for. `elements` are the names that the reader looks for. */
export const hostileXml = (root: string, elements: readonly string[]): fc.Arbitrary<string> => {
  const name = fc.oneof(
    { weight: 8, arbitrary: fc.constantFrom(root, ...elements) },
    { weight: 1, arbitrary: fc.constantFrom('a', 'x:Key', '__proto__', 'constructor', '#text', 'Part') },
  );
  const text = fc.oneof(
    hostileText.map((value) => value.replaceAll(/[<&]/g, '')),
    fc.constantFrom(
      '&lt;',
      '&#x41;',
      '&#0;',
      '&#xD800;',
      '&#x110000;',
      '&b;',
      '&',
      '<![CDATA[x]]>',
      '<!-- c -->',
      '<?pi?>',
    ),
  );
  const { element } = fc.letrec<{ element: string }>((tie) => ({
    element: fc.oneof(
      { depthSize: 'small', maxDepth: 4 },
      text,
      fc
        .tuple(name, fc.constantFrom('', '', ' a="1"', ' a', ' xmlns="x"'), fc.array(tie('element'), { maxLength: 3 }))
        .map(([tag, attributes, inner]) => `<${tag}${attributes}>${inner.join('')}</${tag}>`),
      name.map((tag) => `<${tag}/>`),
    ),
  }));
  const whole = fc.array(element, { maxLength: 5 }).map((inner) => `<${root}>${inner.join('')}</${root}>`);
  return fc.oneof(
    { weight: 6, arbitrary: whole },
    { weight: 2, arbitrary: fc.tuple(whole, fc.nat(80)).map(([document, end]) => document.slice(0, end)) },
    {
      weight: 1,
      arbitrary: fc.constantFrom('', ' ', '<?xml version="1.0"?>', '\ufeff<a/>', '<!DOCTYPE a><a/>', '<'.repeat(500)),
    },
    { weight: 1, arbitrary: hostileText },
  );
};
