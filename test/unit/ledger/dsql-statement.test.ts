import { readdirSync, readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { dsqlStatement } from '../../../shared/ledger/dsql-statement.ts';

const DIRECTORY = new URL('../../../shared/ledger/migrations/', import.meta.url);

it('asks for indexes in the background', () => {
  expect(dsqlStatement('create index if not exists a on t (b)')).toBe('create index async if not exists a on t (b)');
  expect(dsqlStatement('-- Why.\nCREATE UNIQUE INDEX a on t (b)')).toBe(
    '-- Why.\ncreate UNIQUE index async a on t (b)',
  );
});

it('names no collation', () => {
  expect(dsqlStatement('create table t (a text collate "C" primary key, b text collate "C")')).toBe(
    'create table t (a text primary key, b text)',
  );
});

it('leaves alone what fits', () => {
  expect(dsqlStatement('create table t (a text)')).toBeUndefined();
  expect(dsqlStatement('create index async a on t (b)')).toBeUndefined();
});

it.each(readdirSync(DIRECTORY))('%s keeps to what Aurora DSQL accepts', (name) => {
  const text = readFileSync(new URL(name, DIRECTORY), 'utf8');
  const sql = (dsqlStatement(text) ?? text).replaceAll(/--.*$/gm, '');
  expect(sql).not.toMatch(/collate|references|serial|sequence|trigger|jsonb?|using|generated|\bdesc\b|concurrently/i);
  if (/create (unique )?index/i.test(sql)) expect(sql).toMatch(/index async if not exists \w+ on \w+ \([\w, ]+\)\s*$/);
});
