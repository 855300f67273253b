import { createClient, upload } from '../../sdk/index.ts';

const MIB = 1024 * 1024;
const OF_EACH = 12;

/** Medias to be asked about, in the states that a request can find them in: their ids. Some will be deleted on the way. */
export const makeMedias = async (baseUrl: string, apiKey: string): Promise<readonly string[]> => {
  const client = createClient({ baseUrl, apiKey });
  const make = async (fields: { readonly size?: number; readonly partSize?: number }): Promise<string> =>
    (await client.createMedia({ body: { title: 'For the contract', tags: ['contract'], ...fields } })).id;
  const ids: string[] = [];
  for (let i = 0; i < OF_EACH; i++) {
    ids.push(await make({}), await make({ size: 100 }), await make({ size: 12 * MIB, partSize: 5 * MIB }));
    ids.push((await upload(client, new Blob(['no media']), { title: 'For the contract' })).id);
  }
  return ids;
};
