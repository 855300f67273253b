import fc from 'fast-check';
import { box, u32 } from '../../../../shared/packaging/write-boxes.ts';

/** Every type that our readers look for, with what it is found in. */
const CONTAINERS = ['moov', 'trak', 'mdia', 'minf', 'stbl', 'mvex', 'moof', 'traf'];
const FIELDS = ['ftyp', 'styp', 'mdat', 'mdhd', 'hdlr', 'stsd', 'trex', 'mfhd', 'tfhd', 'tfdt', 'trun', 'free', 'uuid'];

/** Few values, so that flags, counts and sizes often mean something together. */
const fieldByte = fc.oneof(fc.constantFrom(0, 0, 0, 1, 2, 8, 0xff), fc.nat(255));
const content = fc.array(fieldByte, { maxLength: 40 }).map((bytes) => Buffer.from(bytes));

/** Well-formed boxes with a content that need not be: a tree of up to four boxes in each of up to five levels. */
const { tree } = fc.letrec<{ tree: Buffer }>((tie) => ({
  tree: fc.oneof(
    { depthSize: 'small', maxDepth: 5 },
    fc.tuple(fc.constantFrom(...FIELDS), content).map(([type, bytes]) => box(type, bytes)),
    fc
      .tuple(fc.constantFrom(...CONTAINERS), fc.array(tie('tree'), { maxLength: 4 }))
      .map(([type, children]) => box(type, ...children)),
  ),
}));

export const boxTrees: fc.Arbitrary<Buffer> = fc.array(tree, { maxLength: 6 }).map((trees) => Buffer.concat(trees));

const noise = (minLength: number) =>
  fc.array(fieldByte, { minLength, maxLength: minLength + 40 }).map((bytes) => Buffer.from(bytes));
/** A box that is now and then too short for its fields. */
const leaf = (type: string, fieldBytes: number) =>
  fc
    .oneof({ weight: 9, arbitrary: noise(fieldBytes) }, { weight: 1, arbitrary: content })
    .map((bytes) => box(type, bytes));

const zeros = (count: number): number[] => Array<number>(count).fill(0);

const sampleEntry = fc
  .tuple(
    fc.constantFrom(['avc1', 'avcC', 78], ['hvc1', 'hvcC', 78], ['av01', 'av1C', 78], ['mp4a', 'esds', 28] as const),
    // Descriptor tags where those of `esds` are, or nearly.
    fc
      .tuple(fc.nat(2), noise(4))
      .map(([flags, rest]) => [0, 0, 0, 0, 3, 25, 0, 0, flags, 4, 17, 0x40, ...zeros(12), 5, 2, ...rest]),
    noise(4),
  )
  .map(([[type, inner, bytes], descriptors, rest]) =>
    box(`${type}`, Buffer.alloc(Number(bytes)), box(`${inner}`, Buffer.from(descriptors), rest)),
  );
const sampleDescriptions = fc
  .oneof(
    { weight: 9, arbitrary: fc.tuple(sampleEntry) },
    { weight: 1, arbitrary: fc.array(fc.oneof(sampleEntry, tree), { maxLength: 2 }) },
  )
  .map((entries) => box('stsd', Buffer.alloc(8), ...entries));

/** An init segment in its right form, of fields that are noise. */
export const initSegments: fc.Arbitrary<Buffer> = fc
  .tuple(leaf('trex', 24), leaf('mdhd', 24), fc.constantFrom('vide', 'soun', 'text'), sampleDescriptions)
  .map(([trex, mdhd, handler, stsd]) => {
    const hdlr = box('hdlr', Buffer.alloc(8), Buffer.from(handler));
    const media = box('mdia', mdhd, hdlr, box('minf', box('stbl', stsd)));
    return Buffer.concat([box('ftyp'), box('moov', box('trak', media), box('mvex', trex))]);
  });

/** What our own readers look at in the flags of `tfhd` and `trun`. */
const flagsOf = (needed: number, others: readonly number[]) =>
  fc
    .tuple(fc.oneof({ weight: 9, arbitrary: fc.constant(needed) }, fc.constant(0)), fc.subarray([...others]))
    .map(([flags, more]) => more.reduce((sum, flag) => sum | flag, flags));

/** The track that fragments are of, most of them. */
export const TRACK_ID = 1;
const tfhd = fc
  .tuple(flagsOf(0x2_0000, [0x2, 0x8, 0x10, 0x20]), fc.constantFrom(TRACK_ID, TRACK_ID, TRACK_ID, 2), noise(16))
  .map(([flags, trackId, rest]) => box('tfhd', u32(flags, trackId), rest));
const trun = fc
  .tuple(
    flagsOf(0x1, [0x4, 0x100, 0x200, 0x400, 0x800, 0x100_0000]),
    fc.oneof(fc.nat(4), fc.constantFrom(100_000, 2 ** 32 - 1)),
    noise(40),
  )
  .map(([flags, count, rest]) => box('trun', u32(flags, count), rest));

/** A fragment of one run in its right form, of fields that are noise, and its data. */
export const fragments: fc.Arbitrary<Buffer> = fc
  .tuple(leaf('mfhd', 8), tfhd, leaf('tfdt', 12), trun, content)
  .map(([mfhd, header, tfdt, run, data]) =>
    Buffer.concat([box('moof', mfhd, box('traf', header, tfdt, run)), box('mdat', data)]),
  );
