import type { Resources } from './deps.ts';

/** The address of the queue that an event came from: a queue's name is the end of both its ARN and its address. */
export const queueUrlOfArn = ({ queueUrls }: Pick<Resources, 'queueUrls'>, arn: string): string => {
  const name = arn.slice(arn.lastIndexOf(':') + 1);
  const url = Object.values(queueUrls).find((candidate) => candidate.endsWith(`/${name}`));
  if (name === '' || url === undefined) throw new Error(`An event came from a queue that is not ours: "${arn}"`);
  return url;
};
