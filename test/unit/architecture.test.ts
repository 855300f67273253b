import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';

const ROOT = new URL('../../', import.meta.url).pathname;

it('docs/architecture.md has a line for every source file', () => {
  const page = readFileSync(`${ROOT}docs/architecture.md`, 'utf8');
  const files = execFileSync('git', ['ls-files', 'infra', 'functions', 'shared', 'sdk', 'web'], {
    cwd: ROOT,
    encoding: 'utf8',
  })
    .trim()
    .split('\n');
  const unnamed = files.filter((file) => !page.includes(`\`${file}\``));
  expect(unnamed).toEqual([]);
});
