import { PackagingError } from './packaging-error.ts';
import { type Box, readBoxes } from './read-boxes.ts';

/** The only sample entry in the content of an `stsd`. Throws `malformed` if there is another number of them. */
export const readSampleEntry = (stsd: Uint8Array): Box => {
  const [entry, ...others] = readBoxes(stsd, Math.min(8, stsd.byteLength));
  if (!entry || others.length > 0) {
    throw new PackagingError('malformed', `stsd has ${entry ? others.length + 1 : 0} sample entries, expected one`);
  }
  return entry;
};
