import { validateHeaderName, validateHeaderValue } from 'node:http';
import fc from 'fast-check';
import { XMLValidator } from 'fast-xml-parser';
import { describe, expect, it } from 'vitest';
import { readChecksumClaim } from '../../infra/local/object-store/body/read-checksum-claim.ts';
import { checkReadConditions } from '../../infra/local/object-store/http/check-read-conditions.ts';
import { encodeListText, readEncodingType, readLimit } from '../../infra/local/object-store/http/list-parameters.ts';
import { parseRange } from '../../infra/local/object-store/http/parse-range.ts';
import { parseXml } from '../../infra/local/object-store/http/parse-xml.ts';
import { readObjectHeaders, readResponseOverrides } from '../../infra/local/object-store/http/read-object-headers.ts';
import { readWritePrecondition } from '../../infra/local/object-store/http/read-write-precondition.ts';
import { refuseUnsupported } from '../../infra/local/object-store/http/refuse-unsupported.ts';
import { renderXml } from '../../infra/local/object-store/http/render-xml.ts';
import { parseS3Request } from '../../infra/local/object-store/http/s3-request.ts';
import { authenticate } from '../../infra/local/object-store/signature/authenticate.ts';
import { CREDENTIALS, REGION } from '../support/object-store-credentials.ts';
import { headerName, headerValue, hostileText, hostileXml, parameterName } from './support/hostile-values.ts';
import { messageOf, outcomeOf } from './support/messages.ts';

const headerMaps = fc.array(fc.tuple(headerName, headerValue), { maxLength: 6 }).map((pairs) => new Map(pairs));
const parameters = fc.array(fc.tuple(parameterName, hostileText), { maxLength: 8 });

describe('what a request says', () => {
  const target = fc
    .tuple(
      fc.array(fc.oneof(hostileText, fc.constantFrom('/', '?', '%2e', '%ff', '%E2%82', '\\', '#')), { maxLength: 6 }),
    )
    .map(([pieces]) => `/${Buffer.from(pieces.join('')).toString('latin1')}`);

  it('is taken apart into a bucket and a key that can be, or refused', async () => {
    await fc.assert(
      fc.asyncProperty(fc.oneof(target, fc.string({ unit: 'binary' })), parameters, async (path, pairs) => {
        const query = pairs.map((pair) => pair.map(encodeURIComponent).join('=')).join('&');
        const request = await outcomeOf(() => parseS3Request(messageOf(`${path}?${query}`, []), 'id'));
        if (typeof request === 'string') {
          expect(['InvalidURI', 'KeyTooLongError']).toContain(request);
          return;
        }
        const { bucket, key } = request;
        expect(bucket ?? 'none').not.toMatch(/^$|\//);
        expect(Buffer.byteLength(key ?? '')).toBeLessThanOrEqual(1024);
        expect(`${bucket}${key}${request.path}`.isWellFormed()).toBe(true);
      }),
      { numRuns: 3000 },
    );
  });

  it('is no signature unless it is one', async () => {
    const authorization = fc
      .record({
        Credential: fc.oneof(
          hostileText,
          fc.constantFrom(`${CREDENTIALS.accessKeyId}/20260101/${REGION}/s3/aws4_request`),
        ),
        SignedHeaders: fc.oneof(hostileText, fc.constantFrom('host', 'host;x-amz-date', 'host;host;nothing')),
        Signature: fc.oneof(hostileText, fc.constantFrom('0'.repeat(64), 'zz')),
      })
      .map(
        (fields) =>
          `AWS4-HMAC-SHA256 ${Object.entries(fields)
            .map((field) => field.join('='))
            .join(', ')}`,
      );
    const authenticator = { credentials: CREDENTIALS, region: REGION, clock: () => new Date('2026-01-01T00:00:00Z') };
    await fc.assert(
      fc.asyncProperty(
        fc.option(authorization),
        parameters,
        fc.array(fc.tuple(headerName, headerValue)),
        async (given, pairs, more) => {
          const query = pairs.map((pair) => pair.map(encodeURIComponent).join('=')).join('&');
          const headers = [
            ['host', 'h'],
            ['x-amz-date', '20260101T000000Z'],
            ...(given ? [['authorization', given]] : []),
            ...more,
          ];
          const message = messageOf(`/media/x?${query}`, headers as [string, string][]);
          expect(await outcomeOf(() => authenticate(parseS3Request(message, 'id'), authenticator))).toEqual(
            expect.any(String),
          );
        },
      ),
      { numRuns: 2000 },
    );
  });

  it('in its headers and parameters is understood or refused', async () => {
    const metadata = { etag: 'x', lastModified: 0 };
    await fc.assert(
      fc.asyncProperty(headerMaps, parameters, fc.nat(100), fc.boolean(), async (headers, pairs, size, hasTrailer) => {
        const query = new Map(pairs);
        for (const work of [
          () => refuseUnsupported(headers, 'owner'),
          () => readWritePrecondition(headers),
          () => readChecksumClaim(headers, hasTrailer),
          () => checkReadConditions(headers, metadata),
          () => checkReadConditions(headers, metadata, 'x-amz-copy-source-'),
          () => parseRange(headers.get('range'), size),
          () => readLimit(query, 'max-keys', 1000),
          () => readEncodingType(query),
          () => pairs.map(([, text]) => encodeListText('url')(text)),
        ]) {
          await outcomeOf<unknown>(work);
        }
        for (const work of [() => readObjectHeaders(headers), () => readResponseOverrides(query)]) {
          const kept = await outcomeOf(work);
          if (typeof kept === 'string') continue;
          for (const [name, value] of Object.entries(kept)) {
            validateHeaderName(name);
            validateHeaderValue(name, value);
          }
        }
      }),
      { numRuns: 5000 },
    );
  });
});

describe('XML', () => {
  it('of a request is a document of that root, or malformed', async () => {
    const documents = fc.oneof(
      hostileXml('Delete', ['Object', 'Key', 'Quiet', 'ETag', 'VersionId']),
      hostileXml('CompleteMultipartUpload', ['Part', 'PartNumber', 'ETag', 'ChecksumCRC32']),
    );
    let understood = 0;
    await fc.assert(
      fc.asyncProperty(documents, async (text) => {
        const node = await outcomeOf(() => parseXml(text, 'Delete') as object | string);
        if (node !== 'MalformedXML') understood++;
      }),
      { numRuns: 3000 },
    );
    expect(understood).toBeGreaterThan(300);
  });

  it('of an answer is well-formed, and says what was to be said', () => {
    fc.assert(
      fc.property(hostileText, hostileText, (key, value) => {
        const text = renderXml('Error', { Code: 'x', Key: key, Inner: [{ Value: value }, { Value: key }] });
        expect(XMLValidator.validate(text)).toBe(true);
        expect(parseXml(text, 'Error')).toMatchObject({ Key: [key], Inner: [{ Value: [value] }, { Value: [key] }] });
      }),
      { numRuns: 2000 },
    );
  });
});
