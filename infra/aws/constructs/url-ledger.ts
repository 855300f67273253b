import type { IGrantable } from 'aws-cdk-lib/aws-iam';
import { type ISecret, Secret } from 'aws-cdk-lib/aws-secretsmanager';
import { Construct } from 'constructs';
import { grantActions } from './grant-actions.ts';
import type { Ledger } from './ledger.ts';

export interface UrlLedgerProps {
  /** Name of the secret that holds `postgres://…`. It is yours: no stack makes or deletes it. */
  readonly secret: string;
}

/** Any PostgreSQL, by an address that only its functions read. */
export class UrlLedger extends Construct implements Ledger {
  readonly environment: Ledger['environment'];
  private readonly secret: ISecret;

  constructor(scope: Construct, id: string, { secret }: UrlLedgerProps) {
    super(scope, id);
    this.secret = Secret.fromSecretNameV2(this, 'Address', secret);
    this.environment = { DATABASE_SECRET: secret };
  }

  grantConnect(grantee: IGrantable): void {
    // Secrets Manager adds six characters to the name in the ARN.
    grantActions(grantee, ['secretsmanager:GetSecretValue'], [`${this.secret.secretArn}-??????`]);
  }
}
