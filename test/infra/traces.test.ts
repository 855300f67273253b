import { createServer } from 'node:http';
import { json } from 'node:stream/consumers';
import { SQSClient } from '@aws-sdk/client-sqs';
import type { Context } from 'aws-lambda';
import { expect, it } from 'vitest';
import { sqsEvent } from '../../infra/event-source/sqs-event.ts';
import { closeServer } from '../../infra/local/http/close-server.ts';
import { listen } from '../../infra/local/http/listen.ts';
import { mediaMessage } from '../../shared/pipeline/media-message.ts';
import { sendMessages } from '../../shared/pipeline/send-messages.ts';
import { createQueueStack } from '../../shared/runtime/queue-stack.ts';
import { perQueue } from '../../shared/runtime/queues.ts';
import type { Cleaning } from './support/temporary-folder.ts';
import { CREDENTIALS, SILENT } from './support/test-queue.ts';

const TRACE = 'Root=1-67891233-abcdef012345678912345678;Parent=53995c3f42cd8ad8;Sampled=1';
const context = { functionName: 'record', awsRequestId: 'req-1', getRemainingTimeInMillis: () => 30_000 } as Context;

interface Sent {
  readonly Entries: readonly {
    readonly Id: string;
    readonly MessageSystemAttributes?: { readonly AWSTraceHeader?: { readonly StringValue: string } };
  }[];
}

/** SQS as far as sending goes. The one that we run on one machine knows no system attributes. */
const startSender = async (test: Cleaning) => {
  const sent: Sent[] = [];
  const server = createServer(async (request, response) => {
    const body = (await json(request)) as Sent;
    if (request.headers['x-amz-target'] === 'AmazonSQS.SendMessageBatch') sent.push(body);
    const Successful = body.Entries.map(({ Id }) => ({ Id, MessageId: Id, MD5OfMessageBody: '' }));
    response.setHeader('content-type', 'application/x-amz-json-1.0').end(JSON.stringify({ Successful, Failed: [] }));
  });
  const endpoint = `http://127.0.0.1:${await listen(server, '127.0.0.1', 0)}`;
  const sqs = new SQSClient({ endpoint, region: 'us-east-1', credentials: CREDENTIALS, md5: false });
  test.onTestFinished(async () => {
    sqs.destroy();
    await closeServer(server, 0);
  });
  const urls = perQueue((queue) => `${endpoint}/000000000000/${queue}`);
  const resources = { queueUrls: urls, deadLetterUrls: urls } as Parameters<typeof createQueueStack>[0]['resources'];
  const deps = { sqs, resources, logger: SILENT, stopping: new AbortController().signal };
  const work = createQueueStack(deps, async ({ Records }) => {
    const messages = Records.map(({ messageId }) => mediaMessage(messageId));
    await sendMessages(deps, 'publish', messages);
    return { batchItemFailures: [] };
  });
  /** What a delivery's work sent, by the trace that it is part of. */
  const tracesOf = async (...received: readonly (string | undefined)[]) => {
    const messages = received.map((trace, i) => ({
      MessageId: `${i}`,
      ReceiptHandle: `${i}`,
      Body: '{}',
      Attributes: { ApproximateReceiveCount: '1', ...(trace === undefined ? {} : { AWSTraceHeader: trace }) },
    }));
    await work(sqsEvent(messages, 'arn:aws:sqs:us-east-1:000000000000:record'), context);
    return sent
      .splice(0)
      .flatMap(({ Entries }) => Entries.map((entry) => entry.MessageSystemAttributes?.AWSTraceHeader?.StringValue));
  };
  return { tracesOf };
};

it('what is sent belongs to the trace of what was received', async (test) => {
  const { tracesOf } = await startSender(test);
  expect(await tracesOf(TRACE)).toEqual([TRACE]);
  expect(await tracesOf(TRACE, TRACE)).toEqual([TRACE, TRACE]);
  expect(await tracesOf(undefined)).toEqual([undefined]);
});

it('a batch of several traces belongs to none of them', async (test) => {
  const { tracesOf } = await startSender(test);
  expect(await tracesOf(TRACE, undefined)).toEqual([undefined, undefined]);
  expect(await tracesOf(TRACE, TRACE.replace('1-67891233', '1-00000000'))).toEqual([undefined, undefined]);
});

it('deliveries at the same time keep their traces', async (test) => {
  const { tracesOf } = await startSender(test);
  const others = Array.from({ length: 5 }, (_, i) => TRACE.replace('1-67891233', `1-6789124${i}`));
  const traces = await Promise.all([TRACE, ...others].map((trace) => tracesOf(trace)));
  expect(traces.flat().toSorted()).toEqual([TRACE, ...others].toSorted());
});
