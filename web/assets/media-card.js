import { deleteMedia, listEvents } from './api.js';
import { element, say } from './element.js';

/** @typedef {import('./api.js').MediaSummary} MediaSummary */

const STATES = /** @type {const} */ ({
  AwaitingUpload: 'Waiting for its file',
  ScheduledProcessing: 'Waiting to be encoded',
  Processing: 'Encoding',
  Ready: 'Ready',
  Errored: 'Failed',
});

/** @param {MediaSummary} media */
const isFinal = ({ status }) => status === 'Ready' || status === 'Errored';

const ABANDONED_AFTER_MS = 600_000;

/**
 * Whether something is likely to change soon. Files that were announced long ago seldom come.
 *
 * @param {MediaSummary} media
 */
export const isMoving = (media) =>
  media.status === 'AwaitingUpload' ? Date.now() - Date.parse(media.updatedAt) < ABANDONED_AFTER_MS : !isFinal(media);

/** @param {number} seconds */
const clock = (seconds) => {
  const whole = Math.round(seconds);
  const minutes = Math.floor(whole / 60) % 60;
  const tail = `${String(whole % 60).padStart(2, '0')}`;
  return whole >= 3600
    ? `${Math.floor(whole / 3600)}:${String(minutes).padStart(2, '0')}:${tail}`
    : `${minutes}:${tail}`;
};

/** @param {MediaSummary} media */
const describe = ({ status, progress, playable, durationSeconds }) =>
  [
    STATES[status],
    status === 'Processing' ? `${Math.round(progress * 100)} %` : '',
    playable && status !== 'Ready' ? 'playable already' : '',
    durationSeconds === undefined ? '' : clock(durationSeconds),
  ]
    .filter(Boolean)
    .join(' · ');

/** @param {string} id */
const createHistory = (id) => {
  const list = element('ol');
  const details = element('details', {}, element('summary', {}, 'History'), list);
  const refresh = async () => {
    if (!details.open) return;
    const events = await listEvents(id).catch(() => []);
    if (events.length <= list.childElementCount) return;
    const items = events.map(({ at, level, message }) =>
      element(
        'li',
        { 'data-level': level },
        element('time', { datetime: at }, new Date(at).toLocaleTimeString()),
        message,
      ),
    );
    list.replaceChildren(...items);
  };
  details.ontoggle = refresh;
  return { details, refresh };
};

/**
 * Asks first: it cannot be undone.
 *
 * @param {() => MediaSummary} current
 * @param {() => void} onDeleted
 */
const createDeletion = (current, onDeleted) => {
  const button = element('button', { type: 'button', class: 'delete' }, 'Delete');
  const failure = element('p', { class: 'failure', role: 'alert' });
  failure.hidden = true;
  button.onclick = async () => {
    const { id, title } = current();
    if (!confirm(`Delete “${title}” and all its files? This cannot be undone.`)) return;
    button.disabled = true;
    try {
      await deleteMedia(id);
      onDeleted();
    } catch (error) {
      button.disabled = false;
      say(failure, error instanceof Error ? error.message : 'It could not be deleted.');
    }
  };
  return { button, failure };
};

/**
 * One media in the list. Updated in place, so that focus and an open history stay.
 *
 * @param {MediaSummary} first
 * @param {(media: MediaSummary) => void} onPlay
 * @param {() => void} onDeleted
 */
export const createMediaCard = (first, onPlay, onDeleted) => {
  let media = first;
  const poster = element('button', { type: 'button', class: 'poster' });
  const title = element('p', { class: 'title' });
  const state = element('p', { class: 'state' });
  const bar = element('progress', { max: '1', 'aria-label': 'Encoding' });
  const failure = element('p', { class: 'failure' });
  const history = createHistory(first.id);
  const deletion = createDeletion(() => media, onDeleted);
  const facts = element(
    'div',
    { class: 'facts' },
    ...[title, state, bar, failure, history.details, deletion.button, deletion.failure],
  );
  const card = element('li', { class: 'card', 'data-id': first.id }, poster, facts);
  poster.onclick = () => onPlay(media);

  /** @param {MediaSummary} next */
  const update = (next) => {
    media = next;
    title.textContent = next.title;
    deletion.button.setAttribute('aria-label', `Delete ${next.title}`);
    poster.disabled = !next.playback?.hls;
    poster.setAttribute('aria-label', poster.disabled ? `${next.title} cannot be played yet` : `Play ${next.title}`);
    if (next.playback?.poster && !poster.firstChild) {
      poster.append(element('img', { src: next.playback.poster, alt: '', loading: 'lazy' }));
    }
    state.dataset.status = next.status;
    if (state.textContent !== describe(next)) state.textContent = describe(next);
    bar.hidden = isFinal(next) || next.status === 'AwaitingUpload';
    bar.value = next.progress;
    say(failure, next.error?.message);
    history.refresh();
  };
  update(first);
  return { card, update, current: () => media };
};
