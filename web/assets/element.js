/**
 * Makes an element. Text goes in as text nodes only, so that nothing a user wrote is ever read as HTML.
 *
 * @template {keyof HTMLElementTagNameMap} Tag
 * @param {Tag} tag
 * @param {Record<string, string>} attributes
 * @param {...(Node | string)} children
 * @returns {HTMLElementTagNameMap[Tag]}
 */
export const element = (tag, attributes = {}, ...children) => {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value);
  made.append(...children);
  return made;
};

/**
 * The element that the page is known to have.
 *
 * @template {Element} Kind
 * @param {string} id
 * @param {new () => Kind} kind
 * @returns {Kind}
 */
export const byId = (id, kind) => {
  const found = document.getElementById(id);
  if (!(found instanceof kind)) throw new Error(`The page has no ${kind.name} #${id}`);
  return found;
};

/**
 * Shows a sentence, or hides its place.
 *
 * @param {HTMLElement} place
 * @param {string} [text]
 */
export const say = (place, text = '') => {
  // Setting equal text again would make a screen reader say it again.
  if (place.textContent !== text) place.textContent = text;
  place.hidden = text === '';
};
