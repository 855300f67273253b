import { CfnCluster } from 'aws-cdk-lib/aws-dsql';
import type { IGrantable } from 'aws-cdk-lib/aws-iam';
import { Construct } from 'constructs';
import { grantActions } from './grant-actions.ts';
import type { Ledger } from './ledger.ts';
import type { Removal } from './removal.ts';

export interface DsqlLedgerProps {
  readonly removal: Removal;
}

/** Aurora DSQL: PostgreSQL's protocol over the public endpoint, opened by IAM alone. */
export class DsqlLedger extends Construct implements Ledger {
  readonly environment: Ledger['environment'];
  private readonly clusterArn: string;

  constructor(scope: Construct, id: string, { removal }: DsqlLedgerProps) {
    super(scope, id);
    const cluster = new CfnCluster(this, 'Cluster', { deletionProtectionEnabled: removal.isProtected });
    cluster.applyRemovalPolicy(removal.removalPolicy);
    this.clusterArn = cluster.attrResourceArn;
    this.environment = {
      DATABASE_HOST: cluster.attrEndpoint,
      DATABASE_AUTH: 'dsql',
      DATABASE_USER: 'admin',
      DATABASE_NAME: 'postgres',
    };
  }

  grantConnect(grantee: IGrantable): void {
    grantActions(grantee, ['dsql:DbConnectAdmin'], [this.clusterArn]);
  }
}
