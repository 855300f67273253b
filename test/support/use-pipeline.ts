import { join } from 'node:path';
import { afterAll, beforeAll } from 'vitest';
import { ffmpeg, makeFolder } from './make-source.ts';
import { type ServedObjectStore, serveObjectStore } from './serve-object-store.ts';

export interface Pipeline {
  readonly store: ServedObjectStore;
  /** Where sources of this test file are made. */
  readonly folder: string;
  /** Makes a source with ffmpeg; answers its path. */
  readonly make: (name: string, ...args: string[]) => Promise<string>;
}

/** The real object store and a folder for sources, for one test file; there once its tests run. */
export const usePipeline = (): Pipeline => {
  let store: ServedObjectStore | undefined;
  let folder: Awaited<ReturnType<typeof makeFolder>> | undefined;
  const need = <T>(part: T | undefined): T => {
    if (part === undefined) throw new Error('the pipeline is there only while tests run');
    return part;
  };
  beforeAll(async () => {
    store = await serveObjectStore();
    folder = await makeFolder();
  });
  afterAll(async () => {
    await store?.close();
    await folder?.remove();
  });
  return {
    get store() {
      return need(store);
    },
    get folder() {
      return need(folder).path;
    },
    make: async (name, ...args) => {
      const file = join(need(folder).path, name);
      await ffmpeg(...args, file);
      return file;
    },
  };
};
