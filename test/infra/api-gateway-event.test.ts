import { IncomingMessage } from 'node:http';
import { Socket } from 'node:net';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { apiGatewayEvent } from '../../infra/local/http/api-gateway-event.ts';
import { hostileString } from '../support/hostile-json.ts';

const eventOf = (url: string, body = Buffer.alloc(0), rawHeaders: readonly string[] = []) =>
  apiGatewayEvent(
    Object.assign(new IncomingMessage(new Socket()), { url, rawHeaders, method: 'GET' }),
    body,
    new Date(0),
  );

const wellFormed = hostileString.map((text) => text.toWellFormed());

it('hands over every parameter of a query under its own name, with all of its values', () => {
  const name = fc.oneof(fc.constantFrom('a', 'b', '__proto__', 'constructor', 'toString'), wellFormed);
  fc.assert(
    fc.property(fc.array(fc.tuple(name, wellFormed), { minLength: 1, maxLength: 6 }), (pairs) => {
      const url = `/x?${pairs.map((pair) => pair.map(encodeURIComponent).join('=')).join('&')}`;
      const given = new Map(Object.entries(eventOf(url).queryStringParameters ?? {}));
      for (const [name] of pairs) {
        expect(given.get(name)).toBe(pairs.flatMap(([each, value]) => (each === name ? [value] : [])).join(','));
      }
      expect(given.size).toBe(new Set(pairs.map(([each]) => each)).size);
    }),
    { numRuns: 1000 },
  );
});

it('keeps every byte of a body, and makes an event of any target', () => {
  const types = fc.constantFrom('application/json', 'text/plain', 'application/octet-stream', 'x', '');
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), fc.uint8Array({ minLength: 1 }), types, (url, bytes, type) => {
      const { body = '', isBase64Encoded } = eventOf(url, Buffer.from(bytes), ['content-type', type]);
      // As text, API Gateway keeps what is text.
      const kept = isBase64Encoded ? Buffer.from(body, 'base64') : Buffer.from(body, 'utf8');
      expect(kept.toString()).toBe(Buffer.from(bytes).toString());
      if (isBase64Encoded) expect(kept.equals(Buffer.from(bytes))).toBe(true);
    }),
    { numRuns: 1000 },
  );
});
