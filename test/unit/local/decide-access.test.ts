import { expect, test } from 'vitest';
import { decideAccess } from '../../../infra/local/decide-access.ts';

const reach = (host: string, publicUrl = `http://${host.includes(':') ? `[${host}]` : host}:3000`) => ({
  host,
  publicUrl,
});

test.each(['127.0.0.1', '127.8.0.1', 'localhost', '::1'])('on %s the setting decides', (host) => {
  for (const mode of ['auto', 'keys', 'open'] as const) expect(decideAccess(mode, reach(host))).toBe(mode);
});

test.each([
  reach('0.0.0.0'),
  reach('::', 'http://[::]:3000'),
  reach('192.168.1.7'),
  reach('127.0.0.1.example.org', 'http://127.0.0.1.example.org:3000'),
  // A proxy stands before it.
  reach('127.0.0.1', 'https://media.example.org'),
])('where others reach it a key is needed: %j', (where) => {
  expect(decideAccess('auto', where)).toBe('keys');
  expect(decideAccess('keys', where)).toBe('keys');
  expect(() => decideAccess('open', where)).toThrow('does not start open where others can reach it');
});
