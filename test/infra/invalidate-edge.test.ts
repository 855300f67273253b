import { createServer } from 'node:http';
import { CloudFrontClient } from '@aws-sdk/client-cloudfront';
import { expect, it, onTestFinished } from 'vitest';
import { listen } from '../../infra/local/http/listen.ts';
import { readBody } from '../../infra/local/http/read-body.ts';
import { invalidateEdge } from '../../shared/playback/invalidate-edge.ts';
import { isDependencyDown } from '../../shared/runtime/is-dependency-down.ts';
import { CREDENTIALS } from './support/test-queue.ts';

const INVALIDATION = { distributionId: 'E123', path: '/med_1/*', reference: 'med_1-0-0' };

/** CloudFront, as far as its one call that we make. */
const serveCloudFront = async (status: number, body: string) => {
  const requests: { readonly url: string | undefined; readonly body: string }[] = [];
  const server = createServer(async (request, response) => {
    requests.push({ url: request.url, body: `${await readBody(request)}` });
    response.writeHead(status, { 'content-type': 'text/xml' }).end(body);
  });
  const port = await listen(server, '127.0.0.1', 0);
  const client = new CloudFrontClient({
    endpoint: `http://127.0.0.1:${port}`,
    region: 'us-east-1',
    credentials: CREDENTIALS,
    maxAttempts: 1,
  });
  onTestFinished(() => {
    client.destroy();
    server.closeAllConnections();
    server.close();
  });
  return { client, requests };
};
const invalidate = (client: CloudFrontClient) => invalidateEdge(INVALIDATION, new AbortController().signal, client);

it('names everything that is kept under a path', async () => {
  const { client, requests } = await serveCloudFront(
    201,
    '<Invalidation><Id>I1</Id><Status>InProgress</Status></Invalidation>',
  );
  await invalidate(client);
  expect(requests).toHaveLength(1);
  expect(requests[0]?.url).toMatch(/^\/\d{4}-\d\d-\d\d\/distribution\/E123\/invalidation$/);
  expect(requests[0]?.body).toContain('<Path>/med_1/*</Path>');
  expect(requests[0]?.body).toContain('<CallerReference>med_1-0-0</CallerReference>');
});

it('waits while CloudFront has too many to do', async () => {
  const error =
    '<Error><Type>Sender</Type><Code>TooManyInvalidationsInProgress</Code><Message>Later.</Message></Error>';
  const { client } = await serveCloudFront(400, `<ErrorResponse>${error}<RequestId>1</RequestId></ErrorResponse>`);
  const failure = await invalidate(client).catch((caught: unknown) => caught);
  expect(isDependencyDown(failure)).toBe(true);
});
