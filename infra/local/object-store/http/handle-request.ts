import { randomBytes } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { type Authenticator, authenticate } from '../signature/authenticate.ts';
import { answerPreflight, corsHeaders } from './cors-headers.ts';
import { explainExhaustion } from './explain-exhaustion.ts';
import type { Gateway, S3Answer } from './operation.ts';
import { refuseUnsupported } from './refuse-unsupported.ts';
import { renderXml } from './render-xml.ts';
import { routeRequest } from './route-request.ts';
import { S3Error } from './s3-error.ts';
import { parseS3Request } from './s3-request.ts';
import { sendAnswer } from './send-answer.ts';

export interface RequestHandling {
  readonly gateway: Gateway;
  readonly authenticator: Authenticator;
  readonly corsOrigins: readonly string[];
  readonly onError: (error: Error, what: string) => void;
}

/** A connection on which nothing moves for so long is cut, so that a client that vanished holds no file open. */
const IDLE_MS = 120_000;

const renderError = (error: S3Error, message: IncomingMessage, id: string): S3Answer => {
  const body = renderXml('Error', {
    Code: error.code,
    Message: error.message,
    ...error.details,
    Resource: (message.url ?? '/').split('?', 1)[0],
    RequestId: id,
  });
  return error.code === 'InvalidRange'
    ? { status: 416, headers: { 'content-range': `bytes */${error.details.ActualObjectSize}` }, body }
    : { status: error.status, body };
};

/** Clients that go away while being answered, in the words of Node's streams. */
const GONE = new Set([
  'ERR_STREAM_PREMATURE_CLOSE',
  'ERR_STREAM_UNABLE_TO_PIPE',
  'ECONNRESET',
  'EPIPE',
  'ERR_STREAM_DESTROYED',
]);

/** Serves one request; never rejects. */
export const handleRequest = async (
  { gateway, authenticator, corsOrigins, onError }: RequestHandling,
  message: IncomingMessage,
  response: ServerResponse,
): Promise<void> => {
  const id = randomBytes(8).toString('hex').toUpperCase();
  const what = `${message.method} ${message.url?.split('?', 1)[0]}`;

  const answer = async (): Promise<S3Answer> => {
    if (message.method === 'OPTIONS') return answerPreflight(message, corsOrigins);
    const request = await authenticate(parseS3Request(message, id), authenticator);
    refuseUnsupported(request.headers, gateway.ownerId);
    return routeRequest(gateway, request);
  };

  // Errors of a message nobody reads any more would be thrown at the process.
  message.on('error', () => undefined);
  response.on('error', () => undefined);
  message.socket.setTimeout(IDLE_MS);
  try {
    const result = await answer().catch((error: unknown) => {
      if (error instanceof S3Error) return renderError(error, message, id);
      onError(error as Error, what);
      const exhausted = explainExhaustion(error as Error);
      if (exhausted) return renderError(exhausted, message, id);
      const internal = new S3Error('InternalError', 'We encountered an internal error. Please try again.');
      return renderError(internal, message, id);
    });
    const common = { 'x-amz-request-id': id, 'x-amz-id-2': id, ...corsHeaders(message, corsOrigins) };
    await sendAnswer(message, response, result, common);
  } catch (error) {
    if (!GONE.has((error as NodeJS.ErrnoException).code ?? '')) onError(error as Error, what);
    response.destroy();
  }
};
