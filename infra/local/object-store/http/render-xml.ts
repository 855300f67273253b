/** What an XML element may hold: text, child elements, or a list that repeats the element. `undefined` leaves it out. */
export type XmlValue =
  | string
  | number
  | boolean
  | undefined
  | readonly XmlValue[]
  | { readonly [name: string]: XmlValue };

const ESCAPES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };

// Control characters are legal in keys but not in XML text; S3 writes them as numeric references too.
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what has to be found
const SPECIAL = /[&<>"\u0000-\u001f\u007f\ufffe\uffff]/g;

const escapeText = (text: string): string =>
  text.replace(SPECIAL, (found) => ESCAPES[found] ?? `&#x${found.charCodeAt(0).toString(16).toUpperCase()};`);

const renderElement = (name: string, value: XmlValue): string => {
  if (value === undefined) return '';
  if (Array.isArray(value)) return value.map((item: XmlValue) => renderElement(name, item)).join('');
  if (typeof value !== 'object') return `<${name}>${escapeText(String(value))}</${name}>`;
  const children = Object.entries(value).map(([child, inner]) => renderElement(child, inner));
  return `<${name}>${children.join('')}</${name}>`;
};

const NAMESPACE = 'http://s3.amazonaws.com/doc/2006-03-01/';

/** A whole S3 answer document. Error documents carry no namespace, as on S3. */
export const renderXml = (root: string, value: XmlValue): string => {
  const element = renderElement(root, value);
  const rooted = root === 'Error' ? element : element.replace(`<${root}>`, `<${root} xmlns="${NAMESPACE}">`);
  return `<?xml version="1.0" encoding="UTF-8"?>\n${rooted}`;
};
