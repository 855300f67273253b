import type { CloudFolder } from './cloud-folder.ts';

export const REGION = 'us-east-1';
/** The emulator's; whoever signs with it as the access key is its root. */
export const ACCOUNT = '000000000000';

/** What lets programs of ours, the CLI and the SDK reach the emulator and nothing of a real account. */
export const awsEnvironment = (endpoint: string, folder: CloudFolder) =>
  ({
    AWS_ENDPOINT_URL: endpoint,
    AWS_REGION: REGION,
    AWS_DEFAULT_REGION: REGION,
    AWS_ACCESS_KEY_ID: ACCOUNT,
    AWS_SECRET_ACCESS_KEY: 'none',
    AWS_EC2_METADATA_DISABLED: 'true',
    AWS_CONFIG_FILE: '/dev/null',
    AWS_SHARED_CREDENTIALS_FILE: '/dev/null',
    NODE_EXTRA_CA_CERTS: folder.certificate,
    // The CLI's own.
    AWS_CA_BUNDLE: folder.certificate,
    CLOUD_TEST_FOLDER: folder.path,
  }) as const;

/** Without what this machine's user has set of AWS or of ours. */
export const cleanEnvironment = (): NodeJS.ProcessEnv =>
  Object.fromEntries(
    Object.entries(process.env).filter(([name]) => !/^(AWS|GILFOYLE|CDK)_|^(https?|no)_proxy$/i.test(name)),
  );
