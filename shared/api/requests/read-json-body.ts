import type { HttpEvent } from '../../runtime/http-stack.ts';
import { Problem } from '../../runtime/problem.ts';

const DEFAULT_MAX_BYTES = 256 * 1024;

interface BodyRules {
  readonly optional?: true;
  readonly maxBytes?: number;
}

const decode = (bytes: Buffer): string => {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch (cause) {
    throw new Problem('malformed_json', 'The body is not valid UTF-8; send JSON encoded as UTF-8.', { cause });
  }
};

const parseJson = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : 'it cannot be parsed';
    throw new Problem('malformed_json', `The body is not valid JSON (${reason}); check it and send it again.`, {
      cause,
    });
  }
};

/** The event's body as JSON; an absent one is `{}` where that is allowed. */
export const readJsonBody = (event: HttpEvent, { optional, maxBytes = DEFAULT_MAX_BYTES }: BodyRules): unknown => {
  const bytes = Buffer.from(event.body ?? '', event.isBase64Encoded ? 'base64' : 'utf8');
  if (bytes.length > maxBytes) {
    throw new Problem('body_too_large', `The body has ${bytes.length} bytes; at most ${maxBytes} are accepted here.`);
  }
  if (bytes.length === 0 && optional) return {};
  const encoding = event.headers['content-encoding'] ?? 'identity';
  if (encoding !== 'identity') {
    const detail = `The body must be sent as it is, not compressed (Content-Encoding: ${encoding}).`;
    throw new Problem('unsupported_content_type', detail, { headers: { 'accept-encoding': 'identity' } });
  }
  const contentType = event.headers['content-type'];
  if (bytes.length > 0 && !/^application\/([\w.+-]+\+)?json\s*(;|$)/i.test(contentType?.trim() ?? '')) {
    throw new Problem(
      'unsupported_content_type',
      `The body must be JSON with the header "Content-Type: application/json", not ${contentType ?? 'without a content type'}.`,
      { headers: { accept: 'application/json' } },
    );
  }
  if (bytes.length === 0) throw new Problem('malformed_json', 'The body is empty; send a JSON object.');
  return parseJson(decode(bytes));
};
