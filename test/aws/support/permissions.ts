import type { Template } from 'aws-cdk-lib/assertions';
import type { QueueName } from '../../../shared/runtime/queues.ts';

interface Statement {
  readonly Effect: string;
  readonly Action: string | readonly string[];
  readonly Resource: unknown;
}

const toList = <T>(value: T | readonly T[]): readonly T[] => (Array.isArray(value) ? value : [value as T]);

/** A resource as one readable word: references become the names of what they refer to. */
export const nameResource = (resource: unknown): string => {
  if (typeof resource === 'string') return resource;
  if (typeof resource !== 'object' || resource === null) return String(resource);
  const [[kind, value]] = Object.entries(resource) as [[string, unknown]];
  if (kind === 'Fn::Join') return (value as [string, unknown[]])[1].map(nameResource).join('');
  if (kind === 'Fn::GetAtt') return strip(String((value as string[])[0]));
  if (kind === 'Ref') return strip(String(value));
  if (kind === 'Fn::GetStackOutput') return strip(stripOutput(String((value as { OutputName: string }).OutputName)));
  return JSON.stringify(resource);
};

const strip = (logicalId: string): string => logicalId.replace(/[0-9A-F]{8}$/, '');
const stripOutput = (name: string): string =>
  name.replace(/^PublishOutput(FnGetAtt|Ref)/, '').replace(/(Arn|StreamArn|ResourceArn)?[0-9A-F]{8}$/, '');

/** Everything that a role may do, one line per action and resource, sorted. */
export const permissionsOf = (template: Template, roleName: RegExp): readonly string[] => {
  const policies = Object.values(template.findResources('AWS::IAM::Policy')).filter(({ Properties }) =>
    (Properties.Roles as { Ref: string }[]).some(({ Ref }) => roleName.test(Ref)),
  );
  const lines = policies.flatMap(({ Properties }) =>
    (Properties.PolicyDocument.Statement as Statement[]).flatMap(({ Effect, Action, Resource }) => {
      if (Effect !== 'Allow') throw new Error(`A role's statement that is no permission: ${Effect}`);
      return toList(Action).flatMap((action) => toList(Resource).map((to) => `${action} ${nameResource(to)}`));
    }),
  );
  return [...new Set(lines)].sort();
};

const QUEUES: Readonly<Record<QueueName, string>> = {
  ingest: 'OriginalsArrivals',
  first: 'First',
  soon: 'Soon',
  transcode: 'Transcode',
  heavy: 'Heavy',
  record: 'Record',
  publish: 'Publish',
  purge: 'Purge',
};
export const queueId = (queue: QueueName): string => `${QUEUES[queue]}Queue`;
export const deadLettersId = (queue: QueueName): string =>
  queue === 'ingest' ? 'OriginalsArrivalsDeadLetters' : `${QUEUES[queue]}QueueDeadLetters`;
