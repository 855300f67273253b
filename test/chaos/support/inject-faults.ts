import { type Readable, Readable as ReadableStream, Transform } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Deps } from '../../../shared/runtime/deps.ts';
import { chooseFault, type Fault } from './choose-fault.ts';
import type { Trouble } from './trouble.ts';

interface Request {
  readonly method: string;
  readonly headers: Readonly<Record<string, string>>;
}

interface Response {
  readonly statusCode: number;
  readonly headers: Readonly<Record<string, string>>;
  body: Readable;
}

/** The lowest part of a client of the SDK: below its tries and its signatures, above the wire. */
interface Handler {
  handle(request: Request, options?: object): Promise<{ response: Response }>;
}

interface Part {
  readonly name: 'store' | 'queue' | 'table';
  /** The share of stretches of requests in which some are hit. */
  readonly rate: number;
  readonly faults: readonly [Fault, ...Fault[]];
  readonly contentType: string;
  readonly errorBody: string;
}

const JSON_ERROR = { contentType: 'application/x-amz-json-1.0', errorBody: '{"__type":"InternalError"}' };
const PARTS = {
  store: {
    name: 'store',
    rate: 0.4,
    faults: ['error', 'lost answer', 'truncated', 'slow'],
    contentType: 'application/xml',
    errorBody: '<Error><Code>InternalError</Code><Message>chaos</Message></Error>',
  },
  queue: { name: 'queue', rate: 0.3, faults: ['error', 'lost answer', 'slow'], ...JSON_ERROR },
  table: { name: 'table', rate: 0.4, faults: ['error', 'lost answer', 'slow'], ...JSON_ERROR },
} as const satisfies Record<string, Part>;

/** Makes the clients of the whole process see a store, queues and tables that fail now and then. */
export const injectFaults = ({ s3, sqs, dynamo }: Pick<Deps, 's3' | 'sqs' | 'dynamo'>, trouble: Trouble): void => {
  troublePart(s3.config.requestHandler as unknown as Handler, PARTS.store, trouble);
  troublePart(sqs.config.requestHandler as unknown as Handler, PARTS.queue, trouble);
  troublePart(dynamo.config.requestHandler as unknown as Handler, PARTS.table, trouble);
};

const SLOW_MS = 1500;

const troublePart = (handler: Handler, part: Part, { seed, isOn, tell }: Trouble): void => {
  const send = handler.handle.bind(handler);
  let count = 0;
  handler.handle = async (request, options) => {
    const fault = isOn() ? chooseFault(seed, part.name, count++, part.rate, part.faults) : undefined;
    // Long polls are Lambda's own affair on AWS: it knows which messages it was given.
    const isPoll = request.headers['x-amz-target'] === 'AmazonSQS.ReceiveMessage';
    if (fault === undefined || (isPoll && fault === 'lost answer')) return send(request, options);
    tell(`${part.name}: ${fault}`);
    switch (fault) {
      case 'error':
        return { response: refusal(part, count) };
      case 'slow':
        await sleep(SLOW_MS);
        return send(request, options);
      case 'lost answer': {
        const { response } = await send(request, options);
        response.body.destroy();
        throw connectionReset();
      }
      case 'truncated': {
        const { response } = await send(request, options);
        response.body = truncate(response, count);
        return { response };
      }
      default:
        return fault satisfies never;
    }
  };
};

const connectionReset = (): Error => Object.assign(new Error('The connection broke (chaos)'), { code: 'ECONNRESET' });

const refusal = ({ contentType, errorBody }: Part, count: number): Response => ({
  statusCode: count % 2 === 0 ? 500 : 503,
  headers: { 'content-type': contentType, 'content-length': `${errorBody.length}` },
  body: ReadableStream.from([Buffer.from(errorBody)]),
});

/** Half of the body; then either its connection breaks, or it just ends as if that were all. */
const truncate = ({ headers, body }: Response, count: number): Readable => {
  let left = Math.floor(Number(headers['content-length'] ?? 0) / 2);
  const half = new Transform({
    transform: (chunk: Buffer, _encoding, done) => {
      const kept = chunk.subarray(0, left);
      left -= kept.byteLength;
      done(null, kept);
    },
    flush: (done) => done(count % 2 === 0 ? connectionReset() : null),
  });
  body.once('error', (error) => half.destroy(error));
  return body.pipe(half);
};
