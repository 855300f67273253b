import { byId, say } from './element.js';
import { createFreshAddress } from './fresh-address.js';

/**
 * @typedef {import('hls.js').default} Hls
 * @typedef {typeof import('hls.js').default} HlsClass
 */

const HLS_TYPE = 'application/vnd.apple.mpegurl';
const CANNOT_PLAY = 'This browser cannot play the media.';

/** @returns {HlsClass | undefined} */
const hlsClass = () => /** @type {{ Hls?: HlsClass }} */ (globalThis).Hls;

/**
 * Plays through hls.js, or through the browser's own HLS where there is no Media Source.
 *
 * @param {HTMLVideoElement} video
 * @param {string} url
 * @param {ReturnType<typeof createFreshAddress>} freshAddress
 * @param {(message: string) => void} onFailure
 * @returns {() => void} stops it
 */
const attach = (video, url, freshAddress, onFailure) => {
  const Hls = hlsClass();
  if (!Hls?.isSupported()) {
    if (video.canPlayType(HLS_TYPE)) video.src = url;
    else onFailure(CANNOT_PLAY);
    video.onerror = () => onFailure(video.error?.message || CANNOT_PLAY);
    return () => {
      video.onerror = null;
      video.removeAttribute('src');
      video.load();
    };
  }
  // From the start also while the playlist grows, which a player would take for a live stream to join at its end.
  const hls = new Hls({
    startPosition: 0,
    ...(freshAddress && {
      /** @param {XMLHttpRequest} request @param {string} address */
      xhrSetup: async (request, address) => request.open('GET', await freshAddress(address), true),
    }),
  });
  let hasRecovered = false;
  hls.on(Hls.Events.ERROR, (_event, { fatal, type, details }) => {
    if (!fatal) return;
    if (type === Hls.ErrorTypes.MEDIA_ERROR && !hasRecovered) {
      hasRecovered = true;
      hls.recoverMediaError();
    } else {
      onFailure(`The media cannot be played (${details}). Close the player and try again.`);
    }
  });
  hls.loadSource(url);
  hls.attachMedia(video);
  return () => hls.destroy();
};

/** @returns {(media: import('./api.js').MediaSummary) => void} opens the player */
export const createPlayer = () => {
  const dialog = byId('player', HTMLDialogElement);
  const video = byId('video', HTMLVideoElement);
  const title = byId('player-title', HTMLElement);
  const failure = byId('player-error', HTMLElement);
  let stop = () => {};

  byId('player-close', HTMLButtonElement).onclick = () => dialog.close();
  // Also on Escape.
  dialog.onclose = () => {
    video.pause();
    stop();
    stop = () => {};
  };
  return (media) => {
    if (!media.playback?.hls) return;
    title.textContent = media.title;
    video.poster = media.playback.poster ?? '';
    say(failure);
    dialog.showModal();
    stop = attach(video, media.playback.hls, createFreshAddress(media), (message) => say(failure, message));
    // Refused where the browser wants another click first; the controls are there.
    video.play().catch(() => undefined);
  };
};
