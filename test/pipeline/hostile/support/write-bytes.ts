/** Big-endian numbers, texts and bytes, one after the other. */
export const u8 = (...values: number[]): Buffer => Buffer.from(values);
export const u16 = (value: number): Buffer => {
  const bytes = Buffer.alloc(2);
  bytes.writeUInt16BE(value);
  return bytes;
};
export const u32 = (value: number): Buffer => {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32BE(value);
  return bytes;
};
export const u64 = (value: bigint): Buffer => {
  const bytes = Buffer.alloc(8);
  bytes.writeBigUInt64BE(value);
  return bytes;
};
export const ascii = (text: string): Buffer => Buffer.from(text, 'latin1');

/** A box of MP4; `size` is what it claims. */
export const box = (type: string, content: Buffer, size = content.byteLength + 8): Buffer =>
  Buffer.concat([u32(size), ascii(type), content]);

/** An element of Matroska: its id as hexadecimal digits, its size in eight bytes. */
export const element = (id: string, content: Buffer, size = BigInt(content.byteLength)): Buffer =>
  Buffer.concat([Buffer.from(id, 'hex'), u64((1n << 56n) | size), content]);

/** Writes over the content of the n-th box of a type, from `offset` behind its name on. */
export const patchBox = (file: Buffer, type: string, offset: number, bytes: Buffer, n = 0): Buffer => {
  let at = -1;
  for (let i = 0; i <= n; i++) at = file.indexOf(type, at + 1, 'latin1');
  if (at < 0) throw new Error(`the file has no box '${type}'`);
  const patched = Buffer.from(file);
  bytes.copy(patched, at + 4 + offset);
  return patched;
};
