type Part = Uint8Array | readonly Part[];

const flatten = (part: Part): Uint8Array[] => (part instanceof Uint8Array ? [part] : part.flatMap(flatten));

/** A box of the parts, one after another. `type` has four ASCII characters. */
export const box = (type: string, ...parts: readonly Part[]): Buffer => {
  const content = flatten(parts);
  const size = content.reduce((sum, part) => sum + part.byteLength, 8);
  return Buffer.concat([u32(size), text(type), ...content], size);
};

export const fullBox = (type: string, version: number, flags: number, ...parts: readonly Part[]): Buffer =>
  box(type, u32(version * 0x100_0000 + flags), ...parts);

export const text = (value: string): Buffer => Buffer.from(value, 'latin1');

export const zeros = (count: number): Buffer => Buffer.alloc(count);

export const u8 = (...values: readonly number[]): Buffer => Buffer.from(values);

export const u16 = (...values: readonly number[]): Buffer => {
  const bytes = Buffer.alloc(values.length * 2);
  values.forEach((value, i) => {
    bytes.writeUInt16BE(value, i * 2);
  });
  return bytes;
};

export const u32 = (...values: readonly number[]): Buffer => {
  const bytes = Buffer.alloc(values.length * 4);
  values.forEach((value, i) => {
    bytes.writeUInt32BE(value, i * 4);
  });
  return bytes;
};

/** As `u32`, for more numbers than a call can have arguments. */
export const u32List = (values: ArrayLike<number>): Buffer => {
  const bytes = Buffer.alloc(values.length * 4);
  for (let i = 0; i < values.length; i++) bytes.writeUInt32BE(values[i] ?? 0, i * 4);
  return bytes;
};

export const u64List = (values: ArrayLike<number>): Buffer => {
  const bytes = Buffer.alloc(values.length * 8);
  for (let i = 0; i < values.length; i++) bytes.writeBigUInt64BE(BigInt(values[i] ?? 0), i * 8);
  return bytes;
};

export const u64 = (value: number): Buffer => {
  const bytes = Buffer.alloc(8);
  bytes.writeBigUInt64BE(BigInt(value));
  return bytes;
};
