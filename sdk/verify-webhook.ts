import { Webhook, WebhookVerificationError } from 'standardwebhooks';

type HeaderBag = Headers | Readonly<Record<string, string | readonly string[] | undefined>>;

const read = (headers: HeaderBag): Record<string, string> =>
  Object.fromEntries(
    (headers instanceof Headers ? [...headers] : Object.entries(headers)).flatMap(([name, value]) =>
      value === undefined ? [] : [[name.toLowerCase(), typeof value === 'string' ? value : value.join(' ')]],
    ),
  );

/**
 * The message of a webhook, if it is ours and not older than five minutes (Standard Webhooks); else it throws a
 * `WebhookVerificationError`. `payload` is the body as it came, not parsed and written again.
 *
 * @param secrets `whsec_…`; several while a secret is being replaced, any of which will do
 */
export const verifyWebhook = <Message = unknown>(
  payload: string | Uint8Array,
  headers: HeaderBag,
  secrets: string | readonly string[],
): Message => {
  const text = typeof payload === 'string' ? payload : new TextDecoder('utf-8', { fatal: true }).decode(payload);
  const bag = read(headers);
  let refusal = new WebhookVerificationError('No secret was given');
  for (const secret of [secrets].flat()) {
    try {
      new Webhook(secret).verify(text, bag, { jsonParse: false });
      return JSON.parse(text);
    } catch (error) {
      if (!(error instanceof WebhookVerificationError)) throw error;
      refusal = error;
    }
  }
  throw refusal;
};
