import type { Random } from '../../support/random.ts';
import { type FoundBox, listBoxes } from './list-boxes.ts';
import type { Mutation } from './mutate-bytes.ts';

/** Values at which arithmetic goes wrong. */
const EXTREMES = [0, 1, 2, 0x7f, 0x80, 0xff, 0x7fff, 0x8000, 0xffff, 0x1_0000, 0x7fff_ffff, 0x8000_0000, 0xffff_ffff];

const pickExtreme = (random: Random): number => EXTREMES[Math.floor(random.next() * EXTREMES.length)] ?? 0;

/** Picks a box of all kinds alike, so that a hundred of one kind do not hide the others. */
const pickBox = (
  bytes: Buffer,
  random: Random,
  isWanted: (box: FoundBox) => boolean = () => true,
): FoundBox | undefined => {
  const boxes = listBoxes(bytes).filter(isWanted);
  const types = [...new Set(boxes.map(({ type }) => type))];
  const type = types[Math.floor(random.next() * types.length)];
  const ofType = boxes.filter((box) => box.type === type);
  return ofType[Math.floor(random.next() * ofType.length)];
};

const onBox =
  (change: (bytes: Buffer, box: FoundBox, random: Random) => Buffer, isWanted?: (box: FoundBox) => boolean): Mutation =>
  (bytes, random) => {
    const box = pickBox(bytes, random, isWanted);
    return box ? change(Buffer.from(bytes), box, random) : bytes;
  };

/** What says how many, how long, how large or where. */
const NUMBERS = new Set(
  'mvhd tkhd mdhd elst stts ctts stsc stsz stco co64 stss sdtp sbgp sgpd trex mehd tfhd tfdt trun sidx'.split(' '),
);
const hasNumbers = ({ type }: FoundBox): boolean => NUMBERS.has(type);

/** Changes to what an MP4 is made of; a box that grows or goes leaves the sizes of those around it as they were. */
export const BOX_MUTATIONS: Readonly<Record<string, Mutation>> = {
  'size of a box': onBox((bytes, { start, end }, random) => {
    const size = end - start;
    const sizes = [pickExtreme(random), size + 1, size - 1, size * 2, size >>> 1];
    bytes.writeUInt32BE((sizes[Math.floor(random.next() * sizes.length)] ?? 0) >>> 0, start);
    return bytes;
  }),
  'type of a box': onBox((bytes, { start }, random) => {
    const types = ['free', 'moov', 'mdat', 'trak', 'stbl', 'stsd', 'uuid', 'moof', 'avcC', '\0\0\0\0'];
    bytes.write(types[Math.floor(random.next() * types.length)] ?? 'free', start + 4, 4, 'latin1');
    return bytes;
  }),
  'a box lost': onBox((bytes, { start, end }) => Buffer.concat([bytes.subarray(0, start), bytes.subarray(end)])),
  'a box twice': onBox((bytes, { start, end }) => Buffer.concat([bytes.subarray(0, end), bytes.subarray(start)])),
  'a box at the end': onBox((bytes, { start, end }) =>
    Buffer.concat([bytes.subarray(0, start), bytes.subarray(end), bytes.subarray(start, end)]),
  ),
  'numbers of a box': onBox((bytes, box, random) => {
    const words = Math.floor((box.end - box.contentStart) / 4);
    for (let i = 0; i < 1 + Math.floor(random.next() * 3); i++) {
      const word = random.isTrue(0.5)
        ? Math.floor(random.next() * Math.min(words, 8))
        : Math.floor(random.next() * words);
      if (words > 0) bytes.writeUInt32BE(pickExtreme(random), box.contentStart + 4 * word);
    }
    return bytes;
  }, hasNumbers),
  'a number of a box shifted': onBox((bytes, box, random) => {
    const words = Math.floor((box.end - box.contentStart) / 4);
    if (words === 0) return bytes;
    const at = box.contentStart + 4 * Math.floor(random.next() * words);
    bytes.writeUInt32BE((bytes.readUInt32BE(at) + Math.floor(random.between(-300, 300))) >>> 0, at);
    return bytes;
  }, hasNumbers),
  'inside of a small box': onBox(
    (bytes, { contentStart, end }, random) => {
      for (let i = 0; i < 4; i++) {
        bytes[contentStart + Math.floor(random.next() * (end - contentStart))] = Math.floor(random.next() * 256);
      }
      return bytes;
    },
    ({ contentStart, end }) => end - contentStart > 0 && end - contentStart < 2048,
  ),
};
