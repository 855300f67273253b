/**
 * How a key becomes a path, so that no key can leave the bucket's folder, meet another key's file, or depend on the
 * file system's idea of case, Unicode or dots.
 *
 * The key is cut at `/`. Each segment is written with the characters a-z 0-9 _ - . only, everything else as `%XX` of its
 * UTF-8 bytes: upper case as well, so that names differ even where case does not count. Then every name gets an ending
 * that says what it is, which also keeps `a` apart from `a/b` and makes `.` and `..` plain names (`..d`, `...d`):
 *
 *     name.d   a folder: the segment `name`, followed by `/`
 *     name.c   a folder: the first characters of a segment too long for one name, which goes on inside
 *     name.o   an object: the last segment of its key
 *
 * A key of 1,024 bytes becomes at most some 3,200 characters, inside Linux's PATH_MAX of 4,096.
 */

/** ext4, XFS, APFS allow 255 bytes, eCryptfs 143. */
const MAX_NAME_CHARACTERS = 128;

const isPlain = (byte: number): boolean =>
  (byte >= 0x61 && byte <= 0x7a) || (byte >= 0x30 && byte <= 0x39) || byte === 0x5f || byte === 0x2d || byte === 0x2e;

/** The segment's encoded pieces, each at most {@link MAX_NAME_CHARACTERS}, never cut inside a `%XX`. */
const encodeSegment = (segment: string): string[] => {
  const pieces: string[] = [];
  let piece = '';
  for (const byte of Buffer.from(segment, 'utf8')) {
    const written = isPlain(byte) ? String.fromCharCode(byte) : `%${byte.toString(16).toUpperCase().padStart(2, '0')}`;
    if (piece.length + written.length > MAX_NAME_CHARACTERS) {
      pieces.push(piece);
      piece = '';
    }
    piece += written;
  }
  return [...pieces, piece];
};

/** The path of an object below its bucket's `objects` folder, as names from the outside in. */
export const encodeKey = (key: string): readonly string[] => {
  const segments = key.split('/').map(encodeSegment);
  return segments.flatMap((pieces, index) =>
    pieces.map((piece, at) => {
      if (at < pieces.length - 1) return `${piece}.c`;
      return index < segments.length - 1 ? `${piece}.d` : `${piece}.o`;
    }),
  );
};
