import { parseXml, type XmlNode } from '../http/parse-xml.ts';
import type { AuthenticRequest } from '../signature/authenticate.ts';
import { receiveBody } from './receive-body.ts';

/** 10,000 parts with their ETags and checksums, or 1,000 keys of the greatest length, take less. */
const MAX_XML_BYTES = 2 * 1024 * 1024;

/** Receives and parses a request document whose root is `root`; `undefined` for an empty body. */
export const readXmlBody = async (request: AuthenticRequest, root: string): Promise<XmlNode | undefined> => {
  const pieces: Buffer[] = [];
  await receiveBody(request, { limit: MAX_XML_BYTES }, async (bytes) => {
    pieces.push(bytes);
  });
  const text = Buffer.concat(pieces).toString('utf8');
  return text.trim() === '' ? undefined : parseXml(text, root);
};
