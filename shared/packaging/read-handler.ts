import { needBox } from './read-boxes.ts';
import { FieldReader } from './read-fields.ts';

/** What kind of track the content of a `mdia` is of: `vide`, `soun`, … */
export const readHandler = (mdia: Uint8Array): string => {
  const hdlr = new FieldReader(needBox(mdia, ['hdlr']), 'hdlr');
  hdlr.skip(8);
  return Buffer.from(hdlr.take(4)).toString('latin1');
};
