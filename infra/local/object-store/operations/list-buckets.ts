import type { ServiceOperation } from '../http/operation.ts';
import { renderXml } from '../http/render-xml.ts';
import { listBuckets as readBuckets } from '../store/buckets.ts';

export const listBuckets: ServiceOperation = async ({ disk, ownerId }, { query }) => {
  const prefix = query.get('prefix') ?? '';
  const buckets = (await readBuckets(disk)).filter(({ name }) => name.startsWith(prefix));
  const body = renderXml('ListAllMyBucketsResult', {
    Owner: { ID: ownerId, DisplayName: ownerId },
    Buckets: { Bucket: buckets.map(({ name, created }) => ({ Name: name, CreationDate: created.toISOString() })) },
    Prefix: query.has('prefix') ? prefix : undefined,
  });
  return { status: 200, body };
};
