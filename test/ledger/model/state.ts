import { createHash } from 'node:crypto';
import type { PoolClient } from 'pg';
import type { Outcome } from '../../../shared/media/outcome.ts';
import type { TaskMessage } from '../../../shared/media/task.ts';

/**
 * One state of a small system: the rows of its media, what is under way, and how much may still go wrong. Ids are those of
 * nobody (`@` stands for the run that a state is restored in), and times are only there or not: so two ways to the same
 * state meet.
 */
export interface State {
  readonly rows: Rows;
  /** A hash of them. */
  readonly rowsKey: string;
  /** Sorted. */
  readonly flight: readonly InFlight[];
  readonly budget: Budget;
}

type Columns = Readonly<Record<string, unknown>>;
export interface Rows {
  readonly media: readonly Columns[];
  readonly rendition: readonly Columns[];
  readonly task: readonly Columns[];
  /** Only what deletions leave. All others are judged when they are written, and nothing reads them. */
  readonly event: readonly Columns[];
  readonly deletion: readonly Columns[];
}

export const MEDIA_ID = 'med_@';

type WithoutResult<T> = T extends unknown ? Omit<T, 'result'> : never;
/** A report as a worker sends it; its result follows from the task. */
export type Report = WithoutResult<Outcome>;

export type InFlight =
  | { readonly kind: 'task'; readonly message: Omit<TaskMessage, 'spec'>; readonly delivery: number }
  | { readonly kind: 'report'; readonly report: Report }
  /** A sender has sent and not yet said so. */
  | {
      readonly kind: 'mark';
      readonly sent: { readonly id: string; readonly failedAttempts: number; readonly interruptions: number };
    }
  | { readonly kind: 'publish' }
  /** A publisher has stored its playlists and not yet moved the pointer. */
  | { readonly kind: 'pointer'; readonly growth: { readonly size: number; readonly segments: number } | 'all' };

/** How often each may still happen. */
export interface Budget {
  /** Tries that fail and may be repeated. */
  readonly fails: number;
  /** Tries that fail for good, and dead letters. */
  readonly finals: number;
  readonly interruptions: number;
  /** Workers that die. */
  readonly deaths: number;
  /** Messages that are lost or come twice, and processes that die between two steps. */
  readonly faults: number;
  readonly sweeps: number;
  readonly deletions: number;
}

export const sortFlight = (flight: readonly InFlight[]): InFlight[] =>
  flight
    .map((each) => JSON.stringify(each))
    .toSorted()
    .map((text) => JSON.parse(text));

export const keyOf = ({ rowsKey, flight, budget }: State): string => hash([rowsKey, flight, budget]);
/** Without what may still go wrong. */
export const placeOf = ({ rowsKey, flight }: State): string => hash([rowsKey, flight]);
const hash = (value: unknown): string => createHash('sha1').update(JSON.stringify(value)).digest('base64');

/** What a table has beyond what makes a difference: put back when a state is restored. */
const CONSTANT = ['title', 'tags', 'metadata', 'probe', 'plan', 'spec'] as const;
/** To be what it was when the state is restored. */
const AT = '2026-01-01T00:00:00.000Z';
const TABLES = ['media', 'rendition', 'task', 'event', 'deletion'] as const;

export type Constants = Map<string, Columns>;
const nameOf = (table: string, row: Columns): string => `${table} ${row.id ?? `${row.media_id} ${row.name}`}`;

const DUMP = `select json_build_object(
  'media', (select coalesce(json_agg(t order by id), '[]') from media t where id = $1),
  'rendition', (select coalesce(json_agg(t order by position), '[]') from rendition t where media_id = $1),
  'task', (select coalesce(json_agg(t order by position), '[]') from task t where media_id = $1),
  'event', (select coalesce(json_agg(t order by seq), '[]') from event t where media_id = $1),
  'deletion', (select coalesce(json_agg(t), '[]') from deletion t where media_id = $1))::text as rows`;

export interface Dump {
  readonly rows: Rows;
  /** All that were written since the state was restored. */
  readonly events: readonly Columns[];
}

/** What `tag`'s run made of the rows. */
export const dump = async (client: PoolClient, tag: string, constants?: Constants): Promise<Dump> => {
  const { rows } = await client.query<{ rows: string }>({
    name: 'dump',
    text: DUMP,
    values: [MEDIA_ID.replace('@', tag)],
  });
  const text = rows[0]?.rows.replaceAll(`_${tag}`, '_@') ?? '{}';
  const found = JSON.parse(text) as Record<keyof Rows, Columns[]>;
  for (const table of ['media', 'rendition', 'task'] as const) {
    for (const row of found[table]) constants?.set(nameOf(table, row), row);
  }
  const slim = Object.fromEntries(TABLES.map((table) => [table, found[table].map(strip)])) as unknown as Rows;
  return {
    rows: { ...slim, event: slim.event.filter(isKept).map((event) => ({ ...event, seq: 1 })) },
    events: found.event,
  };
};

const isKept = ({ type }: Columns): boolean => type === 'media.deleted';

const strip = (row: Columns): Columns =>
  Object.fromEntries(
    Object.entries(row).flatMap(([column, value]) => {
      if (value === null || CONSTANT.some((name) => name === column) || column === 'event_count') return [];
      return [[column, typeof value === 'string' && /(^|_)at$/.test(column) ? AT : value]];
    }),
  );

const RESTORE = `with
  a as (insert into media select * from json_populate_recordset(null::media, $1::json->'media')),
  b as (insert into rendition select * from json_populate_recordset(null::rendition, $1::json->'rendition')),
  c as (insert into task select * from json_populate_recordset(null::task, $1::json->'task')),
  d as (insert into event select * from json_populate_recordset(null::event, $1::json->'event'))
  insert into deletion select * from json_populate_recordset(null::deletion, $1::json->'deletion')`;

export const restore = (client: PoolClient, rows: Rows, tag: string, constants: Constants) => {
  const whole = (table: 'media' | 'rendition' | 'task') =>
    rows[table].map((row) => {
      const known = constants.get(nameOf(table, row)) ?? {};
      const kept = Object.fromEntries(CONSTANT.flatMap((name) => (name in known ? [[name, known[name]]] : [])));
      return { ...kept, ...row, ...(table === 'media' && { event_count: rows.event.length }) };
    });
  const all = { ...rows, media: whole('media'), rendition: whole('rendition'), task: whole('task') };
  return client.query({ name: 'restore', text: RESTORE, values: [JSON.stringify(all).replaceAll('_@', `_${tag}`)] });
};
