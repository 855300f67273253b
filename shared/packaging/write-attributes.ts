/** A number or enumerated word stands as it is; `{ quoted }` is a quoted-string; undefined leaves the attribute out. */
export type AttributeValue = string | number | { readonly quoted: string } | undefined;

/** An attribute list (RFC 8216, 4.2) such as `BANDWIDTH=2000000,CODECS="avc1.64001f"`, in the order given. */
export const writeAttributes = (attributes: Readonly<Record<string, AttributeValue>>): string =>
  Object.entries(attributes)
    .filter(([, value]) => value !== undefined)
    .map(([name, value]) => `${name}=${typeof value === 'object' ? quote(value.quoted) : value}`)
    .join(',');

/** A quoted-string has no escapes: it cannot hold line ends and double quotes, so those are replaced. */
const quote = (text: string): string => `"${cleanText(text).replaceAll('"', "'")}"`;

/** One line without control characters, broken surrogates and white space around. */
export const cleanText = (text: string): string =>
  text
    .toWellFormed()
    .replaceAll(/[\p{Cc}\u2028\u2029\ufffe\uffff]+/gu, ' ')
    .trim();
