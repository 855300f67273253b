import { readFileSync } from 'node:fs';
import { transform } from 'esbuild';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { loadEdgeFunction } from '../../../infra/local/http/load-edge-function.ts';
import { newId } from '../../../shared/media/identifiers.ts';
import { type PlaybackClaims, signPlaybackToken } from '../../../shared/media/playback-token.ts';
import { edgeKeyValues } from '../../../shared/playback/edge-key-values.ts';

const KEY = { id: '1', secret: 'the first secret, which is long enough' };
const NEXT_KEY = { id: '2', secret: 'the second secret, which is long enough' };
const MEDIA = newId('med', new Date());
const OTHER = newId('med', new Date());
/** Its addresses of generations 0 and 1 are closed. */
const CLOSED_ONCE = newId('med', new Date());
const REVOKED_MEDIA = newId('med', new Date());

const keyValues = new Map([
  ...edgeKeyValues([NEXT_KEY, KEY]),
  [`revoked.${REVOKED_MEDIA}`, '*'],
  [`revoked.${MEDIA}.lost`, '1'],
  [`revoked.${CLOSED_ONCE}`, '2'],
]);
const checkToken = loadEdgeFunction(async () => keyValues);
const NOBODY = { ip: '203.0.113.7' };
const ask = (uri: string, method = 'GET') => checkToken({ request: { method, uri, headers: {} }, viewer: NOBODY });

/** What becomes of a request: the path that goes on to the bucket, or the status and text that answer it. */
const outcome = async (uri: string, method?: string): Promise<string> => {
  const result = await ask(uri, method);
  return 'statusCode' in result ? `${result.statusCode} ${result.body?.data.trim() ?? ''}`.trim() : result.uri;
};

const inSeconds = (seconds: number): PlaybackClaims => ({ expiresAt: Math.floor(Date.now() / 1000) + seconds });
const folder = (claims: PlaybackClaims = {}, mediaId = MEDIA) =>
  `/${signPlaybackToken(KEY, mediaId, claims)}/${mediaId}`;

const INVALID = '403 This address is not valid. Ask the service for one.';
const EXPIRED = '403 This address has expired. Ask the service for a new one.';
const REVOKED = '403 This address has been revoked.';
const NOTHING = '404 There is nothing at this address.';

describe('a good token', () => {
  it.each(['master.m3u8', 'video/720p/seg-00001.m4s', 'audio/audio-128k-en/init.mp4', 'poster.jpg'])(
    'opens %s and is taken off',
    async (name) => {
      expect(await outcome(`${folder()}/${name}`)).toBe(`/${MEDIA}/${name}`);
      expect(await outcome(`${folder(inSeconds(60))}/${name}`, 'HEAD')).toBe(`/${MEDIA}/${name}`);
    },
  );

  it('may be of any key that is live', async () => {
    const token = signPlaybackToken(NEXT_KEY, MEDIA);
    expect(await outcome(`/${token}/${MEDIA}/master.m3u8`)).toBe(`/${MEDIA}/master.m3u8`);
  });

  it('leaves the rest of the request as it was', async () => {
    const request = { method: 'GET', uri: `${folder()}/master.m3u8`, querystring: { a: { value: '1' } }, headers: {} };
    expect(await checkToken({ request, viewer: NOBODY })).toBe(request);
    expect(request).toMatchObject({ uri: `/${MEDIA}/master.m3u8`, querystring: { a: { value: '1' } } });
  });
});

describe('is refused', () => {
  const [head = '', mac = ''] = signPlaybackToken(KEY, MEDIA).split('.');
  it.each([
    ['expired', `${folder(inSeconds(-1))}/master.m3u8`, EXPIRED],
    ['of another media', `/${signPlaybackToken(KEY, OTHER)}/${MEDIA}/master.m3u8`, INVALID],
    ['of another secret', `/${signPlaybackToken({ ...KEY, secret: 'x' }, MEDIA)}/${MEDIA}/master.m3u8`, INVALID],
    ['of a key that is not there', `/${signPlaybackToken({ ...KEY, id: '3' }, MEDIA)}/${MEDIA}/master.m3u8`, INVALID],
    ['of a key called as something else', `/${signPlaybackToken({ ...KEY, id: 'has' }, MEDIA)}/${MEDIA}/x`, INVALID],
    ['cut short', `/${head}.${mac.slice(0, -1)}/${MEDIA}/master.m3u8`, INVALID],
    ['made longer', `/${head}.${mac}A/${MEDIA}/master.m3u8`, INVALID],
    ['without a signature', `/${head}./${MEDIA}/master.m3u8`, INVALID],
    ['with a claim added', `/${head}.ezzzzzz.${mac}/${MEDIA}/master.m3u8`, INVALID],
    ['with its expiry taken away', `${folder(inSeconds(60)).replace(/\.e\w+\./, '.')}/master.m3u8`, INVALID],
    ['with its expiry moved', `${folder(inSeconds(60)).replace(/\.e\w+\./, '.ezzzzzz.')}/master.m3u8`, INVALID],
    ['not a token at all', `/token/${MEDIA}/master.m3u8`, INVALID],
    ['of a media that was revoked', `${folder({}, REVOKED_MEDIA)}/master.m3u8`, REVOKED],
    ['revoked itself', `${folder({ tokenId: 'lost' })}/master.m3u8`, REVOKED],
    ['of before the media closed itself', `${folder({}, CLOSED_ONCE)}/master.m3u8`, REVOKED],
    ['of a generation that is too old', `${folder({ generation: 1 }, CLOSED_ONCE)}/master.m3u8`, REVOKED],
  ])('a token: %s', async (_what, uri, expected) => {
    expect(await outcome(uri)).toBe(expected);
  });

  it('a token with a limit that the edge does not know, well signed though it is', async () => {
    const token = signPlaybackToken({ ...KEY, id: '1.zabc' }, MEDIA);
    expect(token).toMatch(/^1\.zabc\./);
    expect(await outcome(`/${token}/${MEDIA}/master.m3u8`)).toBe(INVALID);
  });

  it.each([
    ['no token', `/${MEDIA}/master.m3u8`],
    ['no name', folder()],
    ['an empty name', `${folder()}/`],
    ['an empty segment', `${folder()}//master.m3u8`],
    ['the way up', `${folder()}/../${OTHER}/master.m3u8`],
    ['the way up, escaped', `${folder()}/%2e%2e/${OTHER}/master.m3u8`],
    ['the way up, escaped twice', `${folder()}/%252e%252e/${OTHER}/master.m3u8`],
    ['an escaped slash', `${folder()}%2fmaster.m3u8`],
    ['a malformed escape', `${folder()}/%zz`],
    ['a lone percent sign', `${folder()}/%`],
    ['a NUL', `${folder()}/master.m3u8%00`],
    ['a hidden name', `${folder()}/.master.m3u8`],
    ['a backslash', `${folder()}\\master.m3u8`],
    ['letters beyond ASCII', `${folder()}/mäster.m3u8`],
    ['a media id in capitals', folder().toUpperCase()],
    ['only a token', `/${signPlaybackToken(KEY, MEDIA)}`],
    ['the root', '/'],
    ['nothing', ''],
  ])('a path: %s', async (_what, uri) => {
    expect(await outcome(uri)).toBe(NOTHING);
  });

  it.each(['POST', 'PUT', 'DELETE', 'PATCH', 'CONNECT', 'TRACE', 'get', ''])('the method %j', async (method) => {
    expect(await outcome(`${folder()}/master.m3u8`, method)).toBe('405 Only GET, HEAD, OPTIONS.');
  });

  it('in a way that players and caches understand', async () => {
    expect(await ask(`/token/${MEDIA}/master.m3u8`)).toMatchObject({
      headers: {
        'access-control-allow-origin': { value: '*' },
        'cache-control': { value: 'no-store' },
        'content-type': { value: 'text/plain; charset=utf-8' },
      },
      body: { encoding: 'text' },
    });
  });
});

it('lets every page ask first', async () => {
  for (const uri of [`${folder()}/master.m3u8`, '/anything']) {
    expect(await ask(uri, 'OPTIONS')).toMatchObject({
      statusCode: 204,
      headers: {
        'access-control-allow-origin': { value: '*' },
        'access-control-allow-methods': { value: 'GET, HEAD, OPTIONS' },
        'access-control-allow-headers': { value: expect.stringContaining('Range') },
      },
    });
  }
});

describe('whatever is asked', () => {
  const claims = fc.record(
    {
      expiresAt: fc.integer({ min: 2_000_000_000, max: 4_000_000_000 }),
      tokenId: fc.stringMatching(/^[\w-]{1,20}$/),
      generation: fc.nat(2000),
      network: fc.constantFrom('4cb0071-24', '4cb007107-32', '4-0'),
    },
    { requiredKeys: [] },
  );
  const character = fc.constantFrom(...'abcxyzABCXYZ0189_-.~%/é ');

  it('one changed character of token or media id closes the door', async () => {
    await fc.assert(
      fc.asyncProperty(claims, fc.nat(), character, async (given, position, replacement) => {
        const good = folder(given);
        expect(await outcome(`${good}/x`)).toBe(`/${MEDIA}/x`);
        const at = 1 + (position % (good.length - 1));
        fc.pre(good[at] !== replacement);
        const bad = `${good.slice(0, at)}${replacement}${good.slice(at + 1)}`;
        expect(await outcome(`${bad}/x`)).toMatch(/^40[34] /);
      }),
      { numRuns: 1000 },
    );
  });

  it('nothing that was not signed gets through, and nothing makes it fail', async () => {
    const piece = fc.oneof(
      fc.string({ unit: 'grapheme' }),
      fc.constantFrom(MEDIA, '..', '%2e', '1', `1.${'a'.repeat(22)}`, `1.e1.${'a'.repeat(22)}`, '__proto__.', ''),
    );
    await fc.assert(
      fc.asyncProperty(fc.array(piece, { maxLength: 6 }), async (pieces) => {
        expect(await outcome(`/${pieces.join('/')}`)).toMatch(/^40[34] /);
      }),
      { numRuns: 1000 },
    );
  });
});

describe('the file is what CloudFront takes', () => {
  const text = readFileSync(new URL('../../../functions/edge/check-token.js', import.meta.url), 'utf8');

  it('is not larger than 10 KB', () => {
    expect(Buffer.byteLength(text)).toBeLessThan(10_000);
  });

  it('has no syntax that the runtime lacks', async () => {
    const print = async (options: Parameters<typeof transform>[1]) => (await transform(text, options)).code;
    const code = await print({ target: 'esnext' });
    // What esbuild would write in another way for ECMAScript 5 and these is newer than the runtime.
    const known = { 'const-and-let': true, arrow: true, 'template-literal': true, 'async-await': true };
    expect(await print({ target: 'es5', supported: known })).toBe(code);
    // The documentation: "async arguments and closures are not supported".
    expect(code.match(/\basync (?!function \w+\().*/g)).toBeNull();
  });
});
