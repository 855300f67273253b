import { expect, it } from 'vitest';
import { playbackExpiry, signPlaybackToken } from '../../../shared/media/playback-token.ts';

const KEY = { id: '1', secret: 'a secret of a test, which is long enough' };
const MEDIA = 'med_0123456789abcdefghjkmnpqr';

it('is short, safe in a path, and the same each time', () => {
  const token = signPlaybackToken(KEY, MEDIA);
  expect(token).toMatch(/^1\.[A-Za-z0-9_-]{22}$/);
  expect(encodeURIComponent(token)).toBe(token);
  expect(signPlaybackToken(KEY, MEDIA, { expiresAt: undefined })).toBe(token);
});

it('names its claims in one order', () => {
  const token = signPlaybackToken(KEY, MEDIA, { tokenId: 'tok_1', expiresAt: 1_800_000_000 });
  expect(token).toMatch(/^1\.etro8w0\.ttok_1\.[A-Za-z0-9_-]{22}$/);
  expect(token.length).toBeLessThan(60);
});

it('differs by key, secret, media and claims', () => {
  const tokens = [
    signPlaybackToken(KEY, MEDIA),
    signPlaybackToken({ ...KEY, id: '2' }, MEDIA),
    signPlaybackToken({ ...KEY, secret: `${KEY.secret}.` }, MEDIA),
    signPlaybackToken(KEY, MEDIA.replace('0', '1')),
    signPlaybackToken(KEY, MEDIA, { expiresAt: 1_800_000_000 }),
  ];
  expect(new Set(tokens.map((token) => token.slice(-22))).size).toBe(tokens.length);
});

it('keeps its form: addresses that were given out go on working', () => {
  expect(signPlaybackToken(KEY, MEDIA)).toMatchInlineSnapshot(`"1.-AphhdGT_xHfboeUNAAHBW"`);
  expect(signPlaybackToken(KEY, MEDIA, { expiresAt: 1_800_000_000 })).toMatchInlineSnapshot(
    `"1.etro8w0.LT8yVC_lQBeRQAZ5xsTOo8"`,
  );
});

it.each([1, 2, 3, 59, 60, 3600, 86_400])('expires after %i seconds or up to half as much later', (seconds) => {
  const grid = Math.ceil(seconds / 2);
  const expiries = new Set<number>();
  for (let at = 1_800_000_000; at < 1_800_000_000 + grid; at += grid / 50) {
    const expiry = playbackExpiry(new Date(at * 1000), seconds) ?? 0;
    expiries.add(expiry);
    expect(expiry - at).toBeGreaterThanOrEqual(seconds);
    expect(expiry - at).toBeLessThanOrEqual(seconds + grid);
  }
  expect(expiries.size).toBeLessThanOrEqual(2);
});

it('can be told to work for ever', () => {
  expect(playbackExpiry(new Date(), 0)).toBeUndefined();
});
