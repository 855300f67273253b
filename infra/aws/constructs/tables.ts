import { AttributeType, BillingMode, type ITable, Table, TableEncryption } from 'aws-cdk-lib/aws-dynamodb';
import type { IGrantable } from 'aws-cdk-lib/aws-iam';
import { Construct } from 'constructs';
import { grantActions } from './grant-actions.ts';
import type { Removal } from './removal.ts';

export interface TableProps {
  readonly removal: Removal;
}

const createTable = (scope: Construct, { removal }: TableProps, timeToLiveAttribute?: string): Table =>
  new Table(scope, 'Table', {
    partitionKey: { name: 'id', type: AttributeType.STRING },
    billingMode: BillingMode.PAY_PER_REQUEST,
    encryption: TableEncryption.AWS_MANAGED,
    pointInTimeRecoverySpecification: { pointInTimeRecoveryEnabled: true },
    removalPolicy: removal.removalPolicy,
    deletionProtection: removal.isProtected,
    ...(timeToLiveAttribute ? { timeToLiveAttribute } : {}),
  });

/** Answers by Idempotency-Key, for a day, and whether sweep rests. */
export class IdempotencyTable extends Construct {
  readonly table: ITable;

  constructor(scope: Construct, id: string, props: TableProps) {
    super(scope, id);
    this.table = createTable(this, props, 'expiration');
  }

  grantUse(grantee: IGrantable): void {
    const actions = ['dynamodb:GetItem', 'dynamodb:PutItem', 'dynamodb:UpdateItem', 'dynamodb:DeleteItem'];
    grantActions(grantee, actions, [this.table.tableArn]);
  }
}

/** The keys that sign playback addresses. */
export class KeysTable extends Construct {
  readonly table: ITable;

  constructor(scope: Construct, id: string, props: TableProps) {
    super(scope, id);
    this.table = createTable(this, props);
  }

  grantRead(grantee: IGrantable): void {
    grantActions(grantee, ['dynamodb:Scan'], [this.table.tableArn]);
  }

  grantWrite(grantee: IGrantable): void {
    grantActions(grantee, ['dynamodb:PutItem', 'dynamodb:DeleteItem'], [this.table.tableArn]);
  }
}
