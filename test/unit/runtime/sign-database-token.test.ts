import { expect, it } from 'vitest';
import { signDatabaseToken } from '../../../shared/runtime/sign-database-token.ts';

const ENVIRONMENT = { region: 'eu-central-1', credentials: { accessKeyId: 'AKIAEXAMPLE', secretAccessKey: 'secret' } };
const ADDRESS = { kind: 'iam', host: 'cluster.example.org', port: 5432, name: 'postgres' } as const;

const sign = async (address: { readonly service: 'dsql' | 'rds'; readonly user: string }) => {
  const token = await signDatabaseToken({ ...ADDRESS, ...address }, ENVIRONMENT);
  const { host, searchParams } = new URL(`https://${token}`);
  return { host, ...Object.fromEntries(searchParams) };
};

it('signs for the admin and for other roles of Aurora DSQL', async () => {
  expect(await sign({ service: 'dsql', user: 'admin' })).toMatchObject({
    host: 'cluster.example.org',
    Action: 'DbConnectAdmin',
    'X-Amz-Credential': expect.stringMatching(/^AKIAEXAMPLE\/\d{8}\/eu-central-1\/dsql\/aws4_request$/),
    'X-Amz-Expires': '900',
    'X-Amz-Signature': expect.stringMatching(/^[0-9a-f]{64}$/),
  });
  expect(await sign({ service: 'dsql', user: 'gilfoyle' })).toMatchObject({ Action: 'DbConnect' });
});

it('signs for a role of Aurora PostgreSQL', async () => {
  expect(await sign({ service: 'rds', user: 'gilfoyle' })).toMatchObject({
    host: 'cluster.example.org:5432',
    Action: 'connect',
    DBUser: 'gilfoyle',
    'X-Amz-Credential': expect.stringMatching(/\/rds-db\/aws4_request$/),
    'X-Amz-Expires': '900',
  });
});
