import type { IGrantable } from 'aws-cdk-lib/aws-iam';
import { QUEUES, type QueueName } from '../../shared/runtime/queues.ts';
import type { Permission } from '../topology.ts';
import type { Delivery } from './constructs/delivery.ts';
import type { MediaBucket } from './constructs/media-bucket.ts';
import type { Originals } from './constructs/originals.ts';
import type { IdempotencyTable, KeysTable } from './constructs/tables.ts';
import type { WorkQueue } from './constructs/work-queue.ts';

/** What permissions are about. */
export interface Resources {
  readonly originals: Originals;
  readonly media: MediaBucket;
  readonly idempotency: IdempotencyTable;
  readonly keys: KeysTable;
  /** Absent with a CDN of your own. */
  readonly delivery?: Delivery;
  /** Two names may stand for one queue. */
  readonly queues: Readonly<Record<QueueName, WorkQueue>>;
}

type Grant = (resources: Resources, grantee: IGrantable) => void;

const forEachQueue =
  (grant: (queue: WorkQueue, grantee: IGrantable) => void): Grant =>
  ({ queues }, grantee) => {
    for (const queue of new Set(Object.values(queues))) grant(queue, grantee);
  };

const GRANTS: Readonly<Record<Exclude<Permission, `send:${QueueName}`>, Grant>> = {
  // It goes with the function itself, which may have to stand in the database's network.
  database: () => undefined,
  idempotency: ({ idempotency }, grantee) => idempotency.grantUse(grantee),
  'keys:read': ({ keys }, grantee) => keys.grantRead(grantee),
  'keys:write': ({ keys }, grantee) => keys.grantWrite(grantee),
  'edge:tell': ({ delivery }, grantee) => delivery?.grantWriteKeys(grantee),
  'originals:read': ({ originals }, grantee) => originals.grantRead(grantee),
  'originals:look-up': ({ originals }, grantee) => originals.grantLookUp(grantee),
  'originals:write': ({ originals }, grantee) => originals.grantWrite(grantee),
  'originals:remux': ({ originals }, grantee) => originals.grantRemux(grantee),
  'originals:list-uploads': ({ originals }, grantee) => originals.grantListUploads(grantee),
  'originals:delete': ({ originals }, grantee) => originals.grantDelete(grantee),
  'media:read': ({ media }, grantee) => media.grantRead(grantee),
  'media:look-up': ({ media }, grantee) => media.grantLookUp(grantee),
  'media:write': ({ media }, grantee) => media.grantWrite(grantee),
  'media:delete': ({ media }, grantee) => media.grantDelete(grantee),
  'edge:invalidate': ({ delivery }, grantee) => delivery?.grantInvalidate(grantee),
  'queues:count': forEachQueue((queue, grantee) => queue.grantCount(grantee)),
  'dead-letters:drain': forEachQueue((queue, grantee) => queue.grantDrainDeadLetters(grantee)),
};

/** One permission of the topology, as the verb of the noun that it is about. */
export const grantPermission = (resources: Resources, permission: Permission, grantee: IGrantable): void => {
  const target = QUEUES.find((queue) => permission === `send:${queue}`);
  if (target) resources.queues[target].grantSend(grantee);
  else GRANTS[permission as keyof typeof GRANTS](resources, grantee);
};
