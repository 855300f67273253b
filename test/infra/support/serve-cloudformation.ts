import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { CloudFormationCustomResourceEvent } from 'aws-lambda';
import type { Cleaning } from './temporary-folder.ts';

export interface CustomResourceAnswer {
  readonly method: string | undefined;
  readonly contentType: string | undefined;
  readonly body: Readonly<Record<string, string>>;
}

/** CloudFormation as a custom resource sees it: an event, and an address that takes the answer. */
export const serveCloudFormation = async ({ onTestFinished }: Cleaning, { failures = 0 } = {}) => {
  const answers: CustomResourceAnswer[] = [];
  let left = failures;
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk) => chunks.push(chunk));
    request.once('end', () => {
      if (left-- > 0) return response.writeHead(503).end();
      const body = JSON.parse(Buffer.concat(chunks).toString('utf8'));
      answers.push({ method: request.method, contentType: request.headers['content-type'], body });
      return response.end();
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => void server.close());
  const ResponseURL = `http://127.0.0.1:${(server.address() as AddressInfo).port}/answer?signature=abc`;

  const event = (RequestType: 'Create' | 'Update' | 'Delete'): CloudFormationCustomResourceEvent => {
    const common = {
      ServiceToken: 'arn:aws:lambda:us-east-1:000000000000:function:migrate',
      ResponseURL,
      StackId: 'arn:aws:cloudformation:us-east-1:000000000000:stack/gilfoyle-pipeline/1',
      RequestId: `request-${RequestType}`,
      LogicalResourceId: 'Migration',
      ResourceType: 'Custom::Migration',
      ResourceProperties: { ServiceToken: 'token' },
    };
    if (RequestType === 'Create') return { ...common, RequestType };
    const PhysicalResourceId = 'Migration';
    if (RequestType === 'Delete') return { ...common, RequestType, PhysicalResourceId };
    return { ...common, RequestType, PhysicalResourceId, OldResourceProperties: common.ResourceProperties };
  };
  return { event, answers };
};
