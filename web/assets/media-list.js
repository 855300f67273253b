import { listMedias } from './api.js';
import { byId, say } from './element.js';
import { createMediaCard, isMoving } from './media-card.js';

const BUSY_MS = 1000;
const IDLE_MS = 8000;
const PAGE = 24;
const MAX_PAGE = 100;

/**
 * The list of medias, kept up to date: often while something is being worked on, seldom otherwise, never unseen.
 *
 * @param {(media: import('./api.js').MediaSummary) => void} onPlay
 * @returns {() => void} refreshes now
 */
export const startMediaList = (onPlay) => {
  const list = byId('medias', HTMLUListElement);
  const empty = byId('empty', HTMLElement);
  const notice = byId('notice', HTMLElement);
  const more = byId('more', HTMLButtonElement);
  /** @type {Map<string, ReturnType<typeof createMediaCard>>} */
  const cards = new Map();
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let timer;
  /** @type {string | undefined} */
  let cursor;
  let round = 0;

  /** @param {string} id */
  const drop = (id) => {
    const focused = cards.get(id)?.card.contains(document.activeElement);
    cards.get(id)?.card.remove();
    cards.delete(id);
    if (focused) list.querySelector('button')?.focus();
  };

  /** @param {string} id */
  const remove = (id) => {
    drop(id);
    empty.hidden = cards.size > 0;
    // A list that is under way still has it.
    refresh();
  };

  /**
   * Of a list from the start: what is missing in it was deleted.
   *
   * @param {import('./api.js').MediaPage} page
   */
  const dropDeleted = ({ items, nextCursor }) => {
    const listed = new Set(items.map(({ id }) => id));
    const oldest = nextCursor === undefined ? '' : (items.at(-1)?.id ?? '');
    for (const id of cards.keys()) if (id >= oldest && !listed.has(id)) drop(id);
  };

  /** @param {import('./api.js').MediaPage} page */
  const show = ({ items }) => {
    for (const media of items) {
      const known = cards.get(media.id);
      if (known) known.update(media);
      else
        cards.set(
          media.id,
          createMediaCard(media, onPlay, () => remove(media.id)),
        );
    }
    // Ids sort by time of creation: newest first.
    const sorted = [...cards].sort(([a], [b]) => (a < b ? 1 : -1)).map(([, { card }]) => card);
    sorted.forEach((card, i) => {
      if (list.children[i] !== card) list.insertBefore(card, list.children[i] ?? null);
    });
    empty.hidden = cards.size > 0;
  };

  const refresh = async () => {
    clearTimeout(timer);
    const mine = ++round;
    if (!document.hidden) {
      try {
        const limit = Math.min(MAX_PAGE, Math.max(PAGE, cards.size));
        const page = await listMedias({ limit });
        if (mine !== round) return;
        dropDeleted(page);
        show(page);
        if (cards.size <= limit) cursor = page.nextCursor;
        more.hidden = cursor === undefined;
        say(notice);
      } catch (error) {
        say(notice, error instanceof Error ? error.message : 'The list cannot be loaded.');
      }
    }
    if (mine !== round) return;
    const isBusy = [...cards.values()].some(({ current }) => isMoving(current()));
    timer = setTimeout(refresh, isBusy ? BUSY_MS : IDLE_MS);
  };

  more.onclick = async () => {
    try {
      const page = await listMedias({ limit: PAGE, cursor });
      show(page);
      cursor = page.nextCursor;
      more.hidden = cursor === undefined;
    } catch (error) {
      say(notice, error instanceof Error ? error.message : 'The list cannot be loaded.');
    }
  };
  document.addEventListener('visibilitychange', () => {
    if (!document.hidden) refresh();
  });
  refresh();
  return refresh;
};
