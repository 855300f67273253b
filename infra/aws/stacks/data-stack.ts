import { Stack, type StackProps } from 'aws-cdk-lib';
import type { IBucket } from 'aws-cdk-lib/aws-s3';
import type { Construct } from 'constructs';
import { AccessLogs } from '../constructs/access-logs.ts';
import { createLedger, type Ledger } from '../constructs/ledger.ts';
import { MediaBucket } from '../constructs/media-bucket.ts';
import { Originals } from '../constructs/originals.ts';
import { removalOf } from '../constructs/removal.ts';
import { IdempotencyTable, KeysTable } from '../constructs/tables.ts';
import type { Deployment } from '../deployment.ts';
import type { Resources } from '../grant-permission.ts';

export interface DataStackProps extends StackProps {
  readonly deployment: Deployment;
}

/** What must not be lost: files, the ledger, keys. It is kept when the other stacks are replaced. */
export class DataStack extends Stack {
  readonly resources: Pick<Resources, 'originals' | 'media' | 'idempotency' | 'keys'>;
  readonly ledger: Ledger;
  readonly accessLogs: IBucket;

  constructor(scope: Construct, id: string, { deployment, ...props }: DataStackProps) {
    const { stage, logDays, keepOriginalsDays: keepDays, delivery, database } = deployment.aws;
    const removal = removalOf(stage);
    super(scope, id, { ...props, terminationProtection: removal.isProtected });
    const { bucket: accessLogs } = new AccessLogs(this, 'AccessLogs', { removal, keepDays: logDays });
    const media = new MediaBucket(this, 'Media', { removal, accessLogs });
    if (delivery.kind === 'cloudfront') media.allowCloudFront();
    this.resources = {
      media,
      originals: new Originals(this, 'Originals', {
        removal,
        accessLogs,
        spec: deployment.topology.ingest,
        ...(keepDays ? { keepDays } : {}),
      }),
      idempotency: new IdempotencyTable(this, 'Idempotency', { removal }),
      keys: new KeysTable(this, 'Keys', { removal }),
    };
    this.ledger = createLedger(this, 'Ledger', { database, removal, logDays });
    this.accessLogs = accessLogs;
  }
}
