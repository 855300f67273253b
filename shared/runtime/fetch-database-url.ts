import type { Environment } from './environment.ts';
import { CONNECT_MS, SECRETS_CALL_MS, TRIES } from './time-limits.ts';

/** The URL that a secret holds. The client is loaded here, since only this way of reaching a database needs it. */
export const fetchDatabaseUrl = async (
  secret: string,
  { region, credentials, endpoints }: Pick<Environment, 'region' | 'credentials' | 'endpoints'>,
): Promise<string> => {
  const { GetSecretValueCommand, SecretsManagerClient } = await import('@aws-sdk/client-secrets-manager');
  const client = new SecretsManagerClient({
    region,
    maxAttempts: TRIES,
    requestHandler: {
      connectionTimeout: CONNECT_MS,
      requestTimeout: SECRETS_CALL_MS,
      throwOnRequestTimeout: true,
    },
    ...(credentials ? { credentials } : {}),
    ...(endpoints.secretsManager ? { endpoint: endpoints.secretsManager } : {}),
  });
  try {
    const { SecretString: url = '' } = await client.send(new GetSecretValueCommand({ SecretId: secret }));
    if (!/^postgres(ql)?:\/\//.test(url)) throw new Error('it must hold a text that begins with postgres://');
    return url;
  } catch (error) {
    throw new Error(`The secret ${secret}, which is to say where the database is, can't be used: ${reasonOf(error)}`, {
      cause: error,
    });
  } finally {
    client.destroy();
  }
};

const reasonOf = (error: unknown): string => (error instanceof Error ? error.message || error.name : String(error));
