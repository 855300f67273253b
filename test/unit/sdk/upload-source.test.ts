import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { openSource } from '../../../sdk/upload-source.ts';

async function* inChunks(bytes: Uint8Array, sizes: readonly number[]): AsyncGenerator<Uint8Array> {
  let position = 0;
  for (let i = 0; position < bytes.length; i++) {
    const size = sizes[i % sizes.length] ?? 1;
    yield bytes.subarray(position, position + size);
    position += size;
  }
}
const bytesOf = async (blob: Blob) => [...new Uint8Array(await blob.arrayBuffer())];

test('a stream gives the same parts as the file, however it comes and whichever are left out', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.uint8Array({ minLength: 1, maxLength: 200 }),
      fc.array(fc.integer({ min: 1, max: 50 }), { minLength: 1 }),
      fc.integer({ min: 1, max: 60 }),
      fc.array(fc.boolean(), { minLength: 1 }),
      async (bytes, sizes, partSize, wanted) => {
        const stream = await openSource({ size: bytes.length, stream: inChunks(bytes, sizes) });
        const file = await openSource(new Blob([new Uint8Array(bytes)]));
        const starts = Array.from({ length: Math.ceil(bytes.length / partSize) }, (_, i) => i * partSize).filter(
          (_, i) => wanted[i % wanted.length],
        );
        const end = (start: number) => Math.min(start + partSize, bytes.length);
        // Asked for at once: each has to wait for the one before.
        const parts = await Promise.all(starts.map((start) => stream.slice(start, end(start))));
        for (const [i, start] of starts.entries()) {
          expect(await bytesOf(parts[i] ?? new Blob())).toEqual(await bytesOf(await file.slice(start, end(start))));
        }
      },
    ),
  );
});

test('a web stream will do, and one that ends early is found out', async () => {
  const stream = new Blob(['abcdef']).stream();
  const source = await openSource({ size: 10, stream });
  expect(await (await source.slice(2, 4)).text()).toBe('cd');
  await expect(source.slice(4, 10)).rejects.toThrow('ended after 6 bytes; it should have had 10');
  await expect(source.slice(0, 2)).rejects.toThrow('byte 0 is gone');
});

test('a file says its name and type', async () => {
  const source = await openSource(new File(['x'], 'film.mp4', { type: 'video/mp4' }));
  expect(source).toMatchObject({ size: 1, name: 'film.mp4', contentType: 'video/mp4' });
  expect(await openSource(import.meta.filename)).toMatchObject({ name: 'upload-source.test.ts' });
});
