import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { SQSClient } from '@aws-sdk/client-sqs';
import { createObjectStore } from '../../infra/local/object-store/create-object-store.ts';
import { CREDENTIALS, REGION } from './object-store-credentials.ts';

/*
 * An object store as a process of its own, to be killed and measured: `node object-store-process.ts <directory> [queue URL]`.
 * It prints its port; with a queue, objects created in the bucket `originals` are announced there.
 */
const [directory = '', queueUrl] = process.argv.slice(2);

const notifications =
  queueUrl === undefined
    ? []
    : [
        {
          bucket: 'originals',
          queueUrl,
          sqs: new SQSClient({ endpoint: new URL(queueUrl).origin, region: REGION, credentials: CREDENTIALS }),
        },
      ];

const buckets = ['media', 'originals'];
const store = await createObjectStore({ directory, credentials: CREDENTIALS, region: REGION, buckets, notifications });
const server = createServer((request, response) => void store.handle(request, response));
server.requestTimeout = 0;
server.listen(0, '127.0.0.1', () => console.log((server.address() as AddressInfo).port));

// The end of standard input is the end of the test that started this process, however that came.
process.stdin.resume().on('end', () => process.exit());
