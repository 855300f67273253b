/** One name inside a bucket's folders; `bytes` holds the UTF-8 bytes it stands for, one per character. */
export interface DecodedName {
  readonly kind: 'object' | 'segment' | 'continued';
  readonly bytes: string;
}

const KINDS: Readonly<Record<string, DecodedName['kind']>> = { '.o': 'object', '.d': 'segment', '.c': 'continued' };

const ENCODED = /^(?:[a-z0-9_.-]|%[0-9A-F]{2})*$/;

/** The inverse of the names `encodeKey` makes; `undefined` for a name it never makes, such as a stray `.DS_Store`. */
export const decodeName = (name: string): DecodedName | undefined => {
  const kind = KINDS[name.slice(-2)];
  const encoded = name.slice(0, -2);
  if (kind === undefined || !ENCODED.test(encoded)) return undefined;
  const bytes = encoded.replace(/%(..)/g, (_whole, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)));
  return { kind, bytes };
};
