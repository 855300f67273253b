import { createPlaybackToken } from './api.js';

/** @typedef {import('./api.js').MediaSummary} MediaSummary */

/** `/<token>/<media id>/`, wherever it stands in an address. */
const TOKEN = /\/[^/]+\/(med_[0-9a-z]{25})\//;

/**
 * Addresses of a signed media end while it is played. Names in playlists are relative, so all addresses of a media differ from fresh ones in
 * their token alone: this puts the present one in, and gets the next when half of its time is over, long before it ends.
 *
 * @param {MediaSummary} media
 * @returns {((url: string) => Promise<string>) | undefined} undefined: they work for ever
 */
export const createFreshAddress = ({ id, playback }) => {
  if (!playback?.expiresAt) return undefined;
  let token = '';
  let renewAt = halfWayTo(playback.expiresAt);
  /** @type {Promise<void> | undefined} */
  let renewing;

  const renew = async () => {
    try {
      const next = await createPlaybackToken(id);
      token = next.token;
      renewAt = halfWayTo(next.expiresAt);
    } catch {
      // The one that is there may work for a while; the next request asks again.
    } finally {
      renewing = undefined;
    }
  };
  return async (url) => {
    if (Date.now() >= renewAt) {
      renewing ??= renew();
      await renewing;
    }
    return token === '' ? url : url.replace(TOKEN, `/${token}/$1/`);
  };
};

/** @param {string} end */
const halfWayTo = (end) => (Date.now() + Date.parse(end)) / 2;
