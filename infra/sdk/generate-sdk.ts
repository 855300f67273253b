import { writeFile } from 'node:fs/promises';
import { ROUTES } from '../../functions/api/routes.ts';
import { describeApi } from '../../shared/api/contract/describe-api.ts';
import { describeSdk } from './describe-sdk.ts';

/** `npm run generate:sdk`: writes what the contract makes of the client. To be run whenever a route or a schema changes. */
const FOLDER = new URL('../../sdk/generated/', import.meta.url);

const files = await describeSdk(describeApi(ROUTES));
for (const [name, text] of Object.entries(files)) await writeFile(new URL(name, FOLDER), text);
