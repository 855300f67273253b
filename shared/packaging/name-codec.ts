import { PackagingError } from './packaging-error.ts';
import { needBox } from './read-boxes.ts';
import { FieldReader } from './read-fields.ts';

/**
 * The RFC 6381 name of a sample entry: `avc1.64001f`, `hvc1.1.6.L93.b0`, `av01.0.05M.08`, `mp4a.40.2`. `children` are the
 * entry's inner boxes. Throws `unsupported_codec` for other entries.
 */
export const nameCodec = (entryType: string, children: Uint8Array): string => {
  switch (entryType) {
    case 'avc1':
    case 'avc3':
      return `${entryType}.${nameAvc(needBox(children, ['avcC']))}`;
    case 'hvc1':
    case 'hev1':
      return `${entryType}.${nameHevc(needBox(children, ['hvcC']))}`;
    case 'av01':
      return `${entryType}.${nameAv1(needBox(children, ['av1C']))}`;
    case 'mp4a':
      return `${entryType}.${nameMpeg4Audio(needBox(children, ['esds']))}`;
    default:
      throw new PackagingError(
        'unsupported_codec',
        `there is no codec name for the sample entry ${JSON.stringify(entryType)}`,
      );
  }
};

const hex = (value: number, digits = 2): string => value.toString(16).padStart(digits, '0');

/** ISO/IEC 14496-15: profile, constraint flags, level. */
const nameAvc = (avcC: Uint8Array): string => {
  const fields = new FieldReader(avcC, 'avcC');
  fields.skip(1);
  return hex(fields.u24(), 6);
};

/** ISO/IEC 14496-15, annex E: profile, compatibility flags with the first one lowest, tier and level, constraints. */
const nameHevc = (hvcC: Uint8Array): string => {
  const fields = new FieldReader(hvcC, 'hvcC');
  fields.skip(1);
  const head = fields.u8();
  const space = ['', 'A', 'B', 'C'][head >> 6] ?? '';
  const compatibility = reverseBits(fields.u32());
  const constraints = Array.from(fields.take(6));
  while (constraints.at(-1) === 0) constraints.pop();
  const tier = head & 0x20 ? 'H' : 'L';
  return [
    `${space}${head & 0x1f}`,
    compatibility.toString(16),
    `${tier}${fields.u8()}`,
    ...constraints.map((c) => hex(c)),
  ].join('.');
};

const reverseBits = (value: number): number => {
  let reversed = 0;
  for (let bit = 0; bit < 32; bit++) if (value & (1 << bit)) reversed += 2 ** (31 - bit);
  return reversed;
};

/** "AV1 Codec ISO Media File Format Binding", 5: profile, level and tier, bit depth. */
const nameAv1 = (av1C: Uint8Array): string => {
  const fields = new FieldReader(av1C, 'av1C');
  fields.skip(1);
  const profileAndLevel = fields.u8();
  const flags = fields.u8();
  const profile = profileAndLevel >> 5;
  const highBitDepth = (flags & 0x40) !== 0;
  const twelveBit = (flags & 0x20) !== 0;
  const depth = highBitDepth ? (profile === 2 && twelveBit ? 12 : 10) : 8;
  const level = `${profileAndLevel & 0x1f}`.padStart(2, '0');
  return `${profile}.${level}${flags & 0x80 ? 'H' : 'M'}.${`${depth}`.padStart(2, '0')}`;
};

const MPEG4_AUDIO = 0x40;

/** ISO/IEC 14496-1, 7.2.6: descriptors within descriptors; the audio object type is in the innermost one. */
const nameMpeg4Audio = (esds: Uint8Array): string => {
  const fields = new FieldReader(esds, 'esds');
  fields.skip(4);
  enter(fields, 0x03);
  fields.skip(2);
  const flags = fields.u8();
  if (flags & 0x80) fields.skip(2);
  if (flags & 0x40) fields.skip(fields.u8());
  if (flags & 0x20) fields.skip(2);
  enter(fields, 0x04);
  const objectType = fields.u8();
  if (objectType !== MPEG4_AUDIO) {
    throw new PackagingError(
      'unsupported_codec',
      `audio of object type 0x${hex(objectType)}; only MPEG-4 audio (0x40) has a name here`,
    );
  }
  fields.skip(12);
  enter(fields, 0x05);
  const head = fields.u16();
  const audioObjectType = head >> 11;
  // 31 is the escape: six more bits, counted from 32 (ISO/IEC 14496-3, 1.6.2.1).
  return `40.${audioObjectType === 31 ? 32 + ((head >> 5) & 0x3f) : audioObjectType}`;
};

const enter = (fields: FieldReader, tag: number): void => {
  const found = fields.u8();
  if (found !== tag) throw new PackagingError('malformed', `esds: descriptor ${tag} expected, ${found} found`);
  for (let i = 0; i < 4; i++) if (!(fields.u8() & 0x80)) return;
  throw new PackagingError('malformed', 'esds: the length of a descriptor has more than four bytes');
};
