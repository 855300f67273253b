import type { ISecurityGroup, IVpc, SubnetSelection } from 'aws-cdk-lib/aws-ec2';
import type { IGrantable } from 'aws-cdk-lib/aws-iam';
import type { Construct } from 'constructs';
import type { AwsConfig } from '../../../shared/runtime/aws-config.ts';
import { AuroraLedger } from './aurora-ledger.ts';
import { DsqlLedger } from './dsql-ledger.ts';
import type { Removal } from './removal.ts';
import { UrlLedger } from './url-ledger.ts';

/** Where a function has to stand to reach the ledger. */
export interface LedgerNetwork {
  readonly vpc: IVpc;
  readonly vpcSubnets: SubnetSelection;
  readonly securityGroups: ISecurityGroup[];
}

/** The database, whichever it is. */
export interface Ledger {
  /** What tells a function how to connect; `shared/runtime/environment.ts` reads it. */
  readonly environment: Readonly<Record<string, string>>;
  /** Undefined: reached from anywhere. */
  readonly network?: LedgerNetwork;
  /** Read and write the tables. */
  grantConnect(grantee: IGrantable): void;
}

export interface LedgerProps {
  readonly database: AwsConfig['database'];
  readonly removal: Removal;
  readonly logDays: AwsConfig['logDays'];
}

export const createLedger = (scope: Construct, id: string, { database, ...props }: LedgerProps): Ledger => {
  switch (database.kind) {
    case 'dsql':
      return new DsqlLedger(scope, id, props);
    case 'aurora':
      return new AuroraLedger(scope, id, { ...props, ...database });
    case 'url':
      return new UrlLedger(scope, id, database);
    default:
      return database satisfies never;
  }
};
