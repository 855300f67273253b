import { brotliCompressSync, brotliDecompressSync, constants } from 'node:zlib';
import {
  IdempotencyAlreadyInProgressError,
  IdempotencyConfig,
  IdempotencyInconsistentStateError,
  IdempotencyPersistenceLayerError,
  IdempotencyValidationError,
  makeIdempotent,
} from '@aws-lambda-powertools/idempotency';
import { DynamoDBPersistenceLayer } from '@aws-lambda-powertools/idempotency/dynamodb';
import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import type { Context } from 'aws-lambda';
import type { Deps } from '../../runtime/deps.ts';
import type { HttpAnswer } from '../../runtime/http-stack.ts';
import { Problem } from '../../runtime/problem.ts';
import { keyReused, REMEMBER_SECONDS } from './idempotency.ts';

/** When the host does not say how long the function may still run: the API's own limit. */
const DEFAULT_REMAINING_MS = 29_000;

/** `scope` decides which requests are "the same"; `body` is compared when they are. Never the other way round. */
interface RememberedRequest {
  readonly scope: string;
  readonly body: string;
}

export type AnswerOnce = (
  request: RememberedRequest,
  context: Pick<Context, 'getRemainingTimeInMillis'> | undefined,
  answer: () => Promise<HttpAnswer>,
) => Promise<HttpAnswer>;

/** A thousand signed addresses are a megabyte of near-repetitions; an item of the table holds 400 KB. */
const pack = (answer: HttpAnswer): string =>
  brotliCompressSync(JSON.stringify(answer), { params: { [constants.BROTLI_PARAM_QUALITY]: 5 } }).toString('base64');
const unpack = (packed: unknown): HttpAnswer =>
  JSON.parse(`${brotliDecompressSync(Buffer.from(`${packed}`, 'base64'))}`);

const problemOf = (error: unknown): unknown => {
  if (error instanceof IdempotencyValidationError) {
    return keyReused();
  }
  if (error instanceof IdempotencyAlreadyInProgressError || error instanceof IdempotencyInconsistentStateError) {
    return new Problem(
      'request_in_progress',
      'A request with this Idempotency-Key is still being worked on; send it again in a few seconds.',
    );
  }
  if (error instanceof IdempotencyPersistenceLayerError) {
    return new Problem(
      'dependency_unavailable',
      'The memory of Idempotency-Keys cannot be reached right now; send the request again in a few seconds.',
      { cause: error },
    );
  }
  return error;
};

/** Runs a request once: within 24 hours the same one is given the same answer. A refused one is not remembered. */
export const createAnswerOnce = ({ dynamo, resources }: Pick<Deps, 'dynamo' | 'resources'>): AnswerOnce => {
  const persistenceStore = new DynamoDBPersistenceLayer({
    tableName: resources.idempotencyTable,
    keyAttr: 'id',
    expiryAttr: 'expiration',
    // A document client runs the plain commands as well; only its type does not say so.
    awsSdkV3Client: dynamo as unknown as DynamoDBClient,
  });
  return async (request, context, answer) => {
    // One for each request: it holds the request's own deadline.
    const config = new IdempotencyConfig({
      eventKeyJmesPath: 'scope',
      payloadValidationJmesPath: 'body',
      throwOnNoIdempotencyKey: true,
      expiresAfterSeconds: REMEMBER_SECONDS,
      hashFunction: 'sha256',
    });
    config.registerLambdaContext({
      getRemainingTimeInMillis: () => context?.getRemainingTimeInMillis?.() || DEFAULT_REMAINING_MS,
    } as Context);
    const once = makeIdempotent(async (_request: RememberedRequest) => pack(await answer()), {
      persistenceStore,
      config,
      keyPrefix: 'api',
    });
    try {
      return unpack(await once(request));
    } catch (error) {
      throw problemOf(error);
    }
  };
};
