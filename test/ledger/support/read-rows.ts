import type { Pool } from 'pg';

type Row = Readonly<Record<string, unknown>>;

/** All that the ledger has of a media, without ids, which are others each time. */
export const readRows = async (pool: Pool, mediaId: string) => {
  const read = async (table: string, key: string, order: string): Promise<Row[]> =>
    (await pool.query<Row>(`select * from ${table} where ${key} = $1 order by ${order}`, [mediaId])).rows;
  const readEdge = async (): Promise<Row[]> => {
    const { rows } = await pool.query<Row>(
      'select key, value, expires_at, pending_since from edge_value where starts_with(key, $1) order by key',
      [`revoked.${mediaId}`],
    );
    return rows;
  };
  const task = await read('task', 'media_id', 'position');
  const all = {
    media: await read('media', 'id', 'id'),
    rendition: await read('rendition', 'media_id', 'position'),
    task,
    // A place among the events of all medias is another each time.
    event: (await read('event', 'media_id', 'seq')).map(
      (event): Row => ({ ...event, position: event.position !== null }),
    ),
    deletion: await read('deletion', 'media_id', 'media_id'),
    uploadToken: await read('upload_token', 'media_id', 'id'),
    // Those that a test has called after the media.
    apiKey: await read('api_key', 'name', 'id'),
    auditEvent: await read('audit_event', 'path', 'id'),
    edgeValue: await readEdge(),
  };
  const text = task.reduce(
    (rest, { id, position }) => rest.replaceAll(String(id), `task ${position}`),
    JSON.stringify(all).replaceAll(mediaId.slice('med_'.length), 'the media'),
  );
  return JSON.parse(text) as typeof all;
};
