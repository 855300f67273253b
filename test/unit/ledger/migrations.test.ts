import { readdirSync, readFileSync } from 'node:fs';
import { expect, it } from 'vitest';

/**
 * A deployment runs the migrations while the former release still serves. So a migration only adds, in one of these forms,
 * each of which Aurora DSQL takes as well: it allows a new column neither a default nor a constraint.
 */
const ADDITIONS = [
  /^create table if not exists \w+ \(.*\)$/,
  /^create (unique )?index if not exists \w+ on \w+ \([\w, ]+\)$/,
  /^alter table \w+ add column if not exists \w+ (text|integer|bigint|double precision|boolean|timestamptz)$/,
];
/** What a later release may take away, once it says since when nothing has used it. */
const REMOVAL = /^(drop index if exists \w+|drop table if exists \w+|alter table \w+ drop column if exists \w+)$/;
const UNUSED = /^-- Unused since \d+\.\d+\.\d+\.$/m;

const TWO_STEPS =
  'Take two releases: the first adds what is new and stops using the old (expand); a later one, which begins with ' +
  '"-- Unused since <version>.", removes it (contract).';

const findFault = (sql: string): string | undefined => {
  const statement = sql.replaceAll(/--.*$/gm, '').replaceAll(/\s+/g, ' ').trim().replace(/;$/, '');
  if (statement.includes(';')) return 'It is more than one statement, and Aurora DSQL takes one in a transaction.';
  if (ADDITIONS.some((form) => form.test(statement))) return undefined;
  if (REMOVAL.test(statement) && UNUSED.test(sql)) return undefined;
  return `Code of the former release still runs when this does, and may not survive it. ${TWO_STEPS}`;
};

const DIRECTORY = new URL('../../../shared/ledger/migrations/', import.meta.url);
const FILES = readdirSync(DIRECTORY).sort();

it.each(FILES)('%s does the former release no harm', (name) => {
  expect(findFault(readFileSync(new URL(name, DIRECTORY), 'utf8'))).toBeUndefined();
});

it('have each a number of their own', () => {
  const numbers = FILES.map((name) => /^\d{4}(?=-)/.exec(name)?.[0]);
  expect(numbers).not.toContain(undefined);
  expect(new Set(numbers).size).toBe(FILES.length);
});

it.each([
  'create table if not exists a (b text); create index if not exists c on a (b)',
  'drop table media',
  'drop table if exists media',
  'alter table media drop column if exists title',
  'alter table media rename to film',
  'alter table media rename column title to name',
  'alter table media alter column title type varchar(10)',
  'alter table media alter column title set not null',
  'alter table media add column if not exists owner text not null',
  "alter table media add column if not exists owner text not null default ''",
  "alter table media add column if not exists owner text default ''",
  'alter table media add column owner text',
  'create index media_by_title on media (title)',
  "update media set title = 'x'",
])('is refused: %s', (sql) => {
  expect(findFault(sql)).toMatch(/Take two releases|more than one statement/);
});

it.each([
  'alter table media add column if not exists owner text',
  '-- Who it belongs to.\ncreate index if not exists media_by_owner on media (owner, id);',
  '-- Unused since 0.4.0.\nalter table media drop column if exists owner',
])('is let through: %s', (sql) => {
  expect(findFault(sql)).toBeUndefined();
});
