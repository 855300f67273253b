import { byId, say } from './element.js';

const STORED = 'gilfoyle.key';

/** @type {Promise<void> | undefined} */
let asking;

/** The API key that was given to this tab; undefined where none was needed so far. */
export const currentKey = () => sessionStorage.getItem(STORED) ?? undefined;

/**
 * Asks for an API key; all who ask meanwhile wait for the same answer.
 *
 * @param {string} reason why the one at hand does not do
 * @returns {Promise<void>}
 */
export const askForKey = (reason) => {
  asking ??= show(reason).finally(() => {
    asking = undefined;
  });
  return asking;
};

/** @param {string} reason */
const show = (reason) =>
  new Promise((/** @type {(value: void) => void} */ resolve) => {
    const dialog = byId('sign-in', HTMLDialogElement);
    const form = byId('sign-in-form', HTMLFormElement);
    const input = byId('sign-in-key', HTMLInputElement);
    say(byId('sign-in-reason', HTMLElement), reason);
    form.onsubmit = (event) => {
      event.preventDefault();
      sessionStorage.setItem(STORED, input.value.trim());
      input.value = '';
      dialog.close();
      resolve();
    };
    // Without a key there is nothing to be seen.
    dialog.oncancel = (event) => event.preventDefault();
    if (!dialog.open) dialog.showModal();
  });
