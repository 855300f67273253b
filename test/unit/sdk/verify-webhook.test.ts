import { Webhook } from 'standardwebhooks';
import { expect, test } from 'vitest';
import { verifyWebhook } from '../../../sdk/index.ts';

const secret = (text: string) => `whsec_${Buffer.from(text.padEnd(24, '.')).toString('base64')}`;
const [OLD, NEW, OTHER] = [secret('old'), secret('new'), secret('other')];
const PAYLOAD = '{"type":"media.ready", "seq":7}';

const sign = (secrets: readonly string[], at = new Date()) => ({
  'Webhook-Id': 'msg_1',
  'Webhook-Timestamp': `${Math.floor(at.getTime() / 1000)}`,
  'Webhook-Signature': secrets.map((each) => new Webhook(each).sign('msg_1', at, PAYLOAD)).join(' '),
});

test('a message of ours is given back, whatever holds its headers and its bytes', () => {
  const headers = sign([NEW]);
  expect(verifyWebhook(PAYLOAD, headers, NEW)).toEqual({ type: 'media.ready', seq: 7 });
  expect(verifyWebhook(PAYLOAD, new Headers(headers), NEW)).toEqual({ type: 'media.ready', seq: 7 });
  expect(verifyWebhook(new TextEncoder().encode(PAYLOAD), headers, NEW)).toEqual({ type: 'media.ready', seq: 7 });
});

test('while a secret is being replaced, either side may be ahead', () => {
  expect(verifyWebhook(PAYLOAD, sign([OLD]), [NEW, OLD])).toMatchObject({ seq: 7 });
  expect(verifyWebhook(PAYLOAD, sign([OLD, NEW]), NEW)).toMatchObject({ seq: 7 });
});

test.each([
  ['another secret', PAYLOAD, sign([OTHER]), [OLD, NEW]],
  ['a changed body', PAYLOAD.replace('7', '8'), sign([NEW]), NEW],
  ['the same in other words', JSON.stringify(JSON.parse(PAYLOAD)), sign([NEW]), NEW],
  ['an old one', PAYLOAD, sign([NEW], new Date(Date.now() - 6 * 60_000)), NEW],
  ['no headers', PAYLOAD, {}, NEW],
  ['no secret', PAYLOAD, sign([NEW]), []],
])('%s is refused', (_what, payload, headers, secrets) => {
  expect(() => verifyWebhook(payload, headers, secrets)).toThrow(
    expect.objectContaining({ name: 'WebhookVerificationError' }),
  );
});
