/** A box of an MP4, wherever it is. Offsets are into the file. */
export interface FoundBox {
  readonly type: string;
  readonly start: number;
  readonly contentStart: number;
  readonly end: number;
}

const CONTAINERS = new Set(['moov', 'trak', 'mdia', 'minf', 'stbl', 'edts', 'udta', 'mvex', 'moof', 'traf', 'dinf']);

/** All boxes that can be told apart, inner ones too; what is no box ends the list. */
export const listBoxes = (bytes: Buffer, from = 0, to = bytes.byteLength): FoundBox[] => {
  const found: FoundBox[] = [];
  for (let start = from; start + 8 <= to; ) {
    const type = bytes.toString('latin1', start + 4, start + 8);
    const small = bytes.readUInt32BE(start);
    const isLong = small === 1 && start + 16 <= to;
    const size = isLong ? Number(bytes.readBigUInt64BE(start + 8)) : small === 0 ? to - start : small;
    const contentStart = start + (isLong ? 16 : 8);
    if (!/^[\w ©-]{4}$/.test(type) || size < contentStart - start || start + size > to) break;
    const box = { type, start, contentStart, end: start + size };
    found.push(box);
    if (CONTAINERS.has(type)) found.push(...listBoxes(bytes, contentStart, box.end));
    start += size;
  }
  return found;
};
