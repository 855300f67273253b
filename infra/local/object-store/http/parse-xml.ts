import { XMLParser, XMLValidator } from 'fast-xml-parser';
import { S3Error } from './s3-error.ts';

/** A parsed element: its text, or its children by name; repeated children are always lists. */
export type XmlNode = string | { readonly [name: string]: readonly XmlNode[] };

const PREDEFINED: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" };

const REFERENCE = /&(?:#x([0-9a-fA-F]{1,6})|#([0-9]{1,7})|([a-z]+));/g;

const decodeReference = (whole: string, hex?: string, decimal?: string, name?: string): string => {
  if (name !== undefined) {
    const text = PREDEFINED[name];
    if (text === undefined) throw new S3Error('MalformedXML', `The entity ${whole} is not allowed.`);
    return text;
  }
  const codePoint = Number.parseInt(hex ?? decimal ?? '', hex === undefined ? 10 : 16);
  if (codePoint > 0x10ffff || (codePoint >= 0xd800 && codePoint <= 0xdfff)) {
    throw new S3Error('MalformedXML', `The character reference ${whole} is not a character.`);
  }
  return String.fromCodePoint(codePoint);
};

// Entity expansion is off in the parser; the five predefined names and numeric references are all XML needs without a DTD.
const parser = new XMLParser({
  processEntities: false,
  ignoreAttributes: true,
  ignoreDeclaration: true,
  ignorePiTags: true,
  parseTagValue: false,
  trimValues: false,
  removeNSPrefix: true,
  isArray: () => true,
  tagValueProcessor: (_name, value) => value.replace(REFERENCE, decodeReference),
});

const simplify = (value: unknown): XmlNode => {
  if (typeof value !== 'object' || value === null) return String(value ?? '');
  const children: Record<string, readonly XmlNode[]> = Object.create(null);
  for (const [name, items] of Object.entries(value)) {
    if (name === '#text' || !Array.isArray(items)) continue;
    children[name] = items.map(simplify);
  }
  return children;
};

/**
 * Parses a request document whose root element must be `root`.
 * @throws S3Error MalformedXML for anything else, and for every document type declaration.
 */
export const parseXml = (text: string, root: string): XmlNode => {
  const malformed = (): S3Error =>
    new S3Error(
      'MalformedXML',
      'The XML you provided was not well-formed or did not validate against our published schema.',
    );
  if (text.includes('<!DOCTYPE') || text.includes('<!ENTITY') || XMLValidator.validate(text) !== true)
    throw malformed();
  let parsed: unknown;
  try {
    parsed = parser.parse(text);
  } catch (error) {
    throw error instanceof S3Error ? error : malformed(); // such as tags nested too deep
  }
  const document = simplify(parsed);
  const found = typeof document === 'string' ? undefined : document[root]?.[0];
  if (found === undefined) throw malformed();
  return found;
};

/** The children of `node` called `name`; none for a text. */
export const childrenOf = (node: XmlNode, name: string): readonly XmlNode[] =>
  typeof node === 'string' ? [] : (node[name] ?? []);

/** The text of the first child called `name`, if there is one that holds text. */
export const textOf = (node: XmlNode, name: string): string | undefined => {
  const child = childrenOf(node, name)[0];
  return typeof child === 'string' ? child : undefined;
};
