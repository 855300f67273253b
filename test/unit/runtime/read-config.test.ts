import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { DEFAULT_CONFIG } from '../../../shared/runtime/config.ts';
import { ConfigError } from '../../../shared/runtime/config-error.ts';
import { readConfig } from '../../../shared/runtime/read-config.ts';

let directory = '';
beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'gilfoyle-config-'));
});
afterAll(() => rm(directory, { recursive: true, force: true }));

let files = 0;
const read = async (text: string, env: Record<string, string> = {}) => {
  const name = `${++files}.yaml`;
  await writeFile(join(directory, name), text);
  return readConfig({ directory, env: { GILFOYLE_CONFIG: name, ...env } });
};

const problemsOf = async (text: string, env: Record<string, string> = {}): Promise<readonly string[]> => {
  const error = await read(text, env).then(
    () => undefined,
    (reason: unknown) => reason,
  );
  if (!(error instanceof ConfigError)) throw new Error('A ConfigError was expected', { cause: error });
  return error.problems;
};

describe('gilfoyle.yaml', () => {
  it('may be missing, empty, or have sections with nothing in them', async () => {
    expect(await readConfig({ directory, env: {} })).toEqual(DEFAULT_CONFIG);
    expect(await read('')).toEqual(DEFAULT_CONFIG);
    expect(await read('# nothing\nencoding:\n  # retries: 3\n  audio:\nupload:\n')).toEqual(DEFAULT_CONFIG);
  });

  it('has an example with every setting at its default', async () => {
    const example = await readFile(new URL('../../../gilfoyle.example.yaml', import.meta.url), 'utf8');
    expect(await read(example)).toEqual(DEFAULT_CONFIG);
    const uncommented = example.replaceAll(/^#/gm, '');
    expect(await read(uncommented)).toEqual(DEFAULT_CONFIG);
    const { parse } = await import('yaml');
    // Of the file alone: a setting left out would have been filled in.
    expect(parse(uncommented)).toEqual(DEFAULT_CONFIG);
  });

  it('tells of all problems at once: where, what was found, what is allowed', async () => {
    const text = `
encoding:
  formts: [hls]
  formats: [hls, webm]
  retries: 99
  ladder: [{ name: A, height: 3 }]
uplod: {}
limits: 5
database: { kind: url, url: "mysql://me:secret@host/x" }
`;
    const problems = await problemsOf(text);
    expect(problems.toSorted()).toEqual(
      [
        'database.url: found "mysql://…@host/x", must begin with postgres://',
        'encoding.formats[1]: found "webm", allowed is one of hls, dash',
        'encoding.formts: there is no such setting; did you mean formats?',
        'encoding.ladder[0].height: found 3, allowed is a whole number from 16 to 8640',
        'encoding.ladder[0].maxBitrate: found nothing, allowed is a whole number from 10000 to 200000000',
        'encoding.ladder[0].name: found "A", must be 1–32 of a–z, 0–9 and "-"',
        'encoding.retries: found 99, allowed is a whole number from 0 to 10',
        'limits: found 5, allowed is settings (maxDurationSeconds, maxPixels, maxStreams, maxAudioTracks, maxProbeSeconds, maxMemoryMegabytes, maxCpuFactor, maxOutputFactor)',
        'uplod: there is no such setting; did you mean upload?',
      ].toSorted(),
    );
  });

  it('tells conditions between settings, and the kinds of a section', async () => {
    expect(await problemsOf('encoding: { gopSeconds: 6, segmentSeconds: 3 }')).toEqual([
      expect.stringContaining('segmentSeconds must not be shorter than gopSeconds'),
    ]);
    expect(await problemsOf('database: { kind: mysql }')).toEqual([
      'database.kind: found "mysql", allowed is one of embedded, url',
    ]);
    expect(await problemsOf('encoding: { xyzzyplugh: 1 }')).toEqual([
      expect.stringMatching(/encoding\.xyzzyplugh: there is no such setting; known here: formats, copy, ladder/),
    ]);
  });

  it('gives line and column of what is not YAML', async () => {
    expect(await problemsOf('encoding:\n  retries: [1,\n')).toEqual([expect.stringMatching(/^line \d+, column \d+: /)]);
    expect(await problemsOf('a: 1\na: 2\n')).toEqual([expect.stringMatching(/^line 2, column 1: .*unique/)]);
    expect(await problemsOf('- a\n- b\n')).toEqual(['the file must be a list of "key: value" lines']);
  });

  it('must be there when it is named', async () => {
    await expect(readConfig({ directory, env: { GILFOYLE_CONFIG: 'none.yaml' } })).rejects.toThrow(
      /none\.yaml.*\n.*can't be read/,
    );
  });
});

describe('settings in the environment', () => {
  it('go before the file, for one setting or a section', async () => {
    const config = await read('encoding: { retries: 1, threads: 2 }\nupload: { maxBytes: 5 }', {
      GILFOYLE_ENCODING__RETRIES: '5',
      GILFOYLE_ENCODING__AUDIO__BITRATES: '[96000]',
      GILFOYLE_UPLOAD: '{"expirySeconds": 100, "maxBytes": 6}',
      GILFOYLE_UPLOAD__MAX_BYTES: '7',
      GILFOYLE_DATA: '/somewhere',
      GILFOYLE_HOST: '0.0.0.0',
      GILFOYLE_PUBLIC_URL: 'https://media.example.org',
      OTHER: 'x',
    });
    expect(config.encoding).toMatchObject({ retries: 5, threads: 2, audio: { bitrates: [96_000] } });
    expect(config.upload).toMatchObject({ expirySeconds: 100, maxBytes: 7 });
  });

  it('can name the database', async () => {
    const url = 'postgres://me@host/x';
    expect((await read('', { DATABASE_URL: url })).database).toEqual({ kind: 'url', url });
    expect((await read('', { GILFOYLE_DATABASE__KIND: 'url', GILFOYLE_DATABASE__URL: url })).database).toEqual({
      kind: 'url',
      url,
    });
    expect(await problemsOf('', { DATABASE_URL: 'mysql://x' })).toEqual([
      'database.url: found "mysql://x", must begin with postgres:// (from DATABASE_URL)',
    ]);
  });

  it('are refused when unknown or wrong, by their name', async () => {
    expect(await problemsOf('', { GILFOYLE_ENCODING__RETIRES: '5', GILFOYLE_UPLOAD__MAX_BYTES: 'lots' })).toEqual([
      'GILFOYLE_ENCODING__RETIRES in the environment: there is no such setting; did you mean GILFOYLE_ENCODING__RETRIES?',
      'upload.maxBytes: found "lots", allowed is a whole number from 1 to 52398601011200 (from GILFOYLE_UPLOAD__MAX_BYTES)',
    ]);
  });
});
