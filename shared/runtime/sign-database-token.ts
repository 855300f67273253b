import type { DatabaseAddress } from './database-address.ts';
import type { Environment } from './environment.ts';

type IamAddress = Extract<DatabaseAddress, { kind: 'iam' }>;

/** The role that every Aurora DSQL cluster begins with. It has a permission of its own: `dsql:DbConnectAdmin`. */
const DSQL_ADMIN = 'admin';

/**
 * A password for 15 minutes, made from our credentials without asking anybody. It has to be good when a connection is
 * opened; the connection outlives it. The signers are loaded here, since most functions need one or none.
 */
export const signDatabaseToken = async (
  { service, host, port, user }: IamAddress,
  { region, credentials }: Pick<Environment, 'region' | 'credentials'>,
): Promise<string> => {
  const shared = { region, ...(credentials ? { credentials } : {}) };
  switch (service) {
    case 'dsql': {
      const { DsqlSigner } = await import('@aws-sdk/dsql-signer');
      const signer = new DsqlSigner({ ...shared, hostname: host });
      return user === DSQL_ADMIN ? signer.getDbConnectAdminAuthToken() : signer.getDbConnectAuthToken();
    }
    case 'rds': {
      const { Signer } = await import('@aws-sdk/rds-signer');
      return new Signer({ ...shared, hostname: host, port, username: user }).getAuthToken();
    }
    default:
      return service satisfies never;
  }
};
