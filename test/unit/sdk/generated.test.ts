import { readFile } from 'node:fs/promises';
import { expect, test } from 'vitest';
import { ROUTES } from '../../../functions/api/routes.ts';
import { describeSdk } from '../../../infra/sdk/describe-sdk.ts';
import { describeApi } from '../../../shared/api/contract/describe-api.ts';

const FOLDER = new URL('../../../sdk/generated/', import.meta.url);

test('the generated files are what the contract gives; if not, `npm run generate:sdk` makes them so', async () => {
  for (const [name, text] of Object.entries(await describeSdk(describeApi(ROUTES)))) {
    const isCurrent = (await readFile(new URL(name, FOLDER), 'utf8')) === text;
    expect(isCurrent, `sdk/generated/${name} is out of date: npm run generate:sdk`).toBe(true);
  }
}, 30_000);
