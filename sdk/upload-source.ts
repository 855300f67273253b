/** A file as bytes can be had of it: in any order (a Blob, a path), or only one after the other (a stream). */
export interface Source {
  readonly size: number;
  /** Media type of the file, if it says so itself. */
  readonly contentType: string | undefined;
  /** Name of the file, if it has one. */
  readonly name: string | undefined;
  /** Of a stream: ranges have to be asked for from front to back; what is left out is skipped. */
  readonly slice: (start: number, end: number) => Promise<Blob>;
}

export interface StreamSource {
  /** Bytes of the whole file, exactly. */
  readonly size: number;
  /** Parts are held in memory while they are sent: `partSize` times `concurrency`. */
  readonly stream: AsyncIterable<Uint8Array> | ReadableStream<Uint8Array>;
}

/** A string is the path of a file; that takes Node.js. */
export type UploadSource = Blob | string | StreamSource;

export const openSource = async (source: UploadSource): Promise<Source> => {
  if (typeof source === 'string') {
    const name = source.split(/[\\/]/).at(-1);
    return { ...ofBlob(await openFile(source)), name };
  }
  return source instanceof Blob ? ofBlob(source) : ofStream(source);
};

const ofBlob = (blob: Blob): Source => ({
  size: blob.size,
  contentType: blob.type || undefined,
  name: 'name' in blob && typeof blob.name === 'string' ? blob.name : undefined,
  slice: async (start, end) => blob.slice(start, end),
});

interface NodeProcess {
  getBuiltinModule?(name: 'node:fs'): { openAsBlob(path: string): Promise<Blob> };
}

/** Asked of the process, not imported: so the same file serves browsers. */
const openFile = (path: string): Promise<Blob> => {
  const { process } = globalThis as { process?: NodeProcess };
  const fs = process?.getBuiltinModule?.('node:fs');
  if (!fs) throw new TypeError('A path can be uploaded from Node.js 20.16 or newer only; give a Blob or a File.');
  return fs.openAsBlob(path);
};

const ofStream = ({ size, stream }: StreamSource): Source => {
  const chunks = iterate(stream);
  let position = 0;
  let rest: Uint8Array = new Uint8Array();

  /** The next bytes, at most as many; none at the end. */
  const take = async (bytes: number): Promise<Uint8Array> => {
    while (rest.length === 0) {
      const { value, done } = await chunks.next();
      if (done) return rest;
      rest = value;
    }
    const taken = rest.subarray(0, bytes);
    rest = rest.subarray(taken.length);
    position += taken.length;
    return taken;
  };
  const read = async (start: number, end: number): Promise<Blob> => {
    if (start < position) throw new Error(`The stream is at byte ${position}; byte ${start} is gone`);
    const kept: Uint8Array<ArrayBuffer>[] = [];
    while (position < end) {
      const isSkipped = position < start;
      const bytes = await take((isSkipped ? start : end) - position);
      if (bytes.length === 0) throw new Error(`The stream ended after ${position} bytes; it should have had ${size}`);
      if (!isSkipped) kept.push(new Uint8Array(bytes));
    }
    return new Blob(kept);
  };
  let turn: Promise<unknown> = Promise.resolve();
  const slice = (start: number, end: number): Promise<Blob> => {
    const reading = turn.then(() => read(start, end));
    turn = reading.catch(() => undefined);
    return reading;
  };
  return { size, contentType: undefined, name: undefined, slice };
};

/** Not every browser's streams can be iterated. */
const iterate = (stream: StreamSource['stream']): { next(): Promise<IteratorResult<Uint8Array, unknown>> } => {
  if (!('getReader' in stream)) return stream[Symbol.asyncIterator]();
  const reader = stream.getReader();
  return { next: async () => (await reader.read()) as IteratorResult<Uint8Array, undefined> };
};
