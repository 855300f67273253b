/** One tag of an FLV file: its header and content, without the size that follows it. */
type Tag = Buffer;

const FILE_HEADER_BYTES = 9;
const SIZE_BYTES = 4;
const TAG_HEADER_BYTES = 11;
const VIDEO = 9;
/** What says only that the pictures are over has no more content than this. */
const END_BYTES = 5;

/** The tags of an FLV file, without those that end its pictures. */
export const splitFlv = (file: Buffer): readonly Tag[] => {
  const tags: Tag[] = [];
  for (let at = FILE_HEADER_BYTES + SIZE_BYTES; at < file.length; ) {
    const end = at + TAG_HEADER_BYTES + file.readUIntBE(at + 1, 3);
    const tag = file.subarray(at, end);
    if (tag[0] !== VIDEO || tag.length > TAG_HEADER_BYTES + END_BYTES) tags.push(tag);
    at = end + SIZE_BYTES;
  }
  return tags;
};

/** A file of these tags, and the pictures of others so much later, as if a broadcast had gone on. */
export const joinFlv = (tags: readonly Tag[], others: readonly Tag[], milliseconds: number): Buffer => {
  const later = others
    .filter((tag) => tag[0] === VIDEO)
    .map((tag) => {
      const moved = Buffer.from(tag);
      moved.writeUIntBE(tag.readUIntBE(4, 3) + milliseconds, 4, 3);
      return moved;
    });
  const header = Buffer.from([...Buffer.from('FLV'), 1, 1, 0, 0, 0, FILE_HEADER_BYTES, 0, 0, 0, 0]);
  return Buffer.concat([header, ...[...tags, ...later].flatMap((tag) => [tag, sizeOf(tag)])]);
};

const sizeOf = (tag: Tag): Buffer => {
  const size = Buffer.alloc(SIZE_BYTES);
  size.writeUInt32BE(tag.length);
  return size;
};
