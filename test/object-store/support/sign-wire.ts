import { SignatureV4 } from '@smithy/signature-v4';
import { NodeSha256 } from '../../../infra/local/object-store/signature/node-sha256.ts';
import { CREDENTIALS, REGION } from '../../support/object-store-credentials.ts';

/** A request as it is meant; how its path is escaped on the wire is told apart. */
export interface WireRequest {
  readonly method: string;
  /** As it is sent. */
  readonly wirePath: string;
  /** Decoded: what it names. */
  readonly path: string;
  readonly query: readonly (readonly [name: string, value: string])[];
  /** By lower-case name; printable ASCII. */
  readonly headers: ReadonlyMap<string, string>;
  readonly body: Buffer;
}

const signer = new SignatureV4({
  service: 's3',
  region: REGION,
  credentials: CREDENTIALS,
  sha256: NodeSha256,
  uriEscapePath: false,
});

const percentEncode = (text: string): string =>
  encodeURIComponent(text).replace(/[!'()*]/g, (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`);

const byName = (pairs: WireRequest['query']): Record<string, string[]> => {
  const values: Record<string, string[]> = Object.create(null);
  for (const [name, value] of pairs) values[name] = [...(values[name] ?? []), value];
  return values;
};

const write = (
  { method, wirePath, body }: WireRequest,
  query: Readonly<Record<string, unknown>>,
  headers: Readonly<Record<string, string>>,
): Buffer => {
  const pairs = Object.entries(query).flatMap(([name, values]) => [values].flat().map((value) => [name, `${value}`]));
  const search = pairs.map((pair) => pair.map(percentEncode).join('=')).join('&');
  const lines = Object.entries({ ...headers, connection: 'close' }).map(([name, value]) => `${name}: ${value}\r\n`);
  const head = `${method} ${wirePath}${search === '' ? '' : `?${search}`} HTTP/1.1\r\n${lines.join('')}\r\n`;
  return Buffer.concat([Buffer.from(head, 'latin1'), body]);
};

const describe = ({ method, path, query }: WireRequest) => ({
  method,
  protocol: 'http:',
  hostname: '127.0.0.1',
  path: percentEncode(path).replaceAll('%2F', '/'),
  query: byName(query),
});

/** The bytes of the request, signed so that nothing but its content can be found wrong with it. */
export const signWire = async (request: WireRequest, host: string): Promise<Buffer> => {
  const defaults = { 'x-amz-content-sha256': 'UNSIGNED-PAYLOAD', 'content-length': `${request.body.length}` };
  const headers = { ...defaults, ...Object.fromEntries(request.headers), host };
  const signed = await signer.sign({ ...describe(request), headers });
  return write(request, byName(request.query), signed.headers);
};

/** The same by a signed address; its headers go unsigned, what they say can stand in its query. */
export const presignWire = async (request: WireRequest, host: string): Promise<Buffer> => {
  const signed = await signer.presign(
    { ...describe(request), headers: { host, 'x-amz-content-sha256': 'UNSIGNED-PAYLOAD' } },
    { expiresIn: 60 },
  );
  const headers = { 'content-length': `${request.body.length}`, ...Object.fromEntries(request.headers), host };
  return write(request, signed.query ?? {}, headers);
};
