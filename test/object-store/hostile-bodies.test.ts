import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decodeAwsChunked } from '../../infra/local/object-store/body/decode-aws-chunked.ts';
import { receiveBody } from '../../infra/local/object-store/body/receive-body.ts';
import type { AuthenticRequest } from '../../infra/local/object-store/signature/authenticate.ts';
import { headerName, headerValue, hostileText } from './support/hostile-values.ts';
import { messageOf, outcomeOf } from './support/messages.ts';

const headerMaps = fc.array(fc.tuple(headerName, headerValue), { maxLength: 6 }).map((pairs) => new Map(pairs));

describe('bodies', () => {
  const pieces = fc.array(fc.integer({ min: 1, max: 40 }), { minLength: 1, maxLength: 8 });
  async function* inPieces(bytes: Buffer, sizes: readonly number[]) {
    for (let at = 0, i = 0; at < bytes.length; i++) {
      const size = sizes[i % sizes.length] ?? bytes.length;
      yield bytes.subarray(at, at + size);
      at += size;
    }
  }

  const chunk = fc.uint8Array({ maxLength: 40 }).map((bytes) => {
    const data = Buffer.from(bytes);
    return Buffer.concat([Buffer.from(`${data.length.toString(16)}\r\n`), data, Buffer.from('\r\n')]);
  });
  const fragment = fc.constantFrom(
    ...[
      '0\r\n',
      '\r\n',
      '5\r\nhello\r\n',
      'ffffffffffff\r\n',
      '-1\r\n',
      '5;chunk-signature=00\r\n',
      '0;x',
      '\n',
      'g\r\n',
    ],
    ...[
      'x-amz-checksum-crc32:AAAAAA==\r\n',
      'x-amz-trailer-signature:00\r\n',
      ':\r\n',
      'a'.repeat(1100),
      `${'b:c\r\n'.repeat(20)}`,
    ],
  );
  const encoded = fc
    .array(
      fc.oneof({ weight: 2, arbitrary: chunk }, { weight: 3, arbitrary: fragment.map((text) => Buffer.from(text)) }),
      { maxLength: 6 },
    )
    .map((parts) => Buffer.concat(parts));

  it('in aws-chunked give the same bytes or the same refusal, whatever pieces they come in', async () => {
    const signing = { key: Buffer.alloc(32), longDate: '20260101T000000Z', scope: 's', seed: '0' };
    await fc.assert(
      fc.asyncProperty(encoded, pieces, fc.boolean(), fc.boolean(), async (bytes, sizes, isSigned, hasTrailer) => {
        const decode = async (given: readonly number[]) => {
          const out: Buffer[] = [];
          const options = { signing: isSigned ? signing : undefined, hasTrailer, onTrailer: () => undefined };
          const end = await outcomeOf(async () => {
            for await (const piece of decodeAwsChunked(inPieces(bytes, given), options)) out.push(piece);
            return 'done';
          });
          return { end, bytes: Buffer.concat(out) };
        };
        expect(await decode(sizes)).toEqual(await decode([]));
      }),
      { numRuns: 2000 },
    );
  });

  it('are received whole and as described, or refused', async () => {
    const payload = fc.oneof(
      hostileText,
      fc.constantFrom(
        ...['UNSIGNED-PAYLOAD', 'STREAMING-UNSIGNED-PAYLOAD-TRAILER', 'STREAMING-AWS4-HMAC-SHA256-PAYLOAD'],
        createHash('sha256').update('hello').digest('hex'),
      ),
    );
    const body = fc.oneof(encoded, fc.constantFrom(Buffer.from('hello'), Buffer.from('0\r\n\r\n')));
    let received = 0;
    await fc.assert(
      fc.asyncProperty(headerMaps, payload, body, fc.boolean(), async (given, kind, bytes, isTold) => {
        const headers = new Map(isTold ? ([...given, ['content-length', `${bytes.length}`]] as const) : given);
        const chunkSigning = { key: Buffer.alloc(32), longDate: '', scope: '', seed: '' };
        const message = messageOf('/media/x', [], bytes);
        const request = { headers, payload: kind, chunkSigning, message } as unknown as AuthenticRequest;
        let size = 0;
        const result = await outcomeOf(() =>
          receiveBody(request, { limit: 1000 }, async (piece) => {
            size += piece.length;
          }),
        );
        if (typeof result === 'string') return;
        received++;
        expect(result.size).toBe(size);
      }),
      { numRuns: 2000 },
    );
    expect(received).toBeGreaterThan(50);
  });
});
