import { open } from 'node:fs/promises';

const syncOnce = async (path: string): Promise<void> => {
  const handle = await open(path, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
};

/** Folders that went away meanwhile have nothing to keep; some file systems refuse to sync a folder at all. */
const HARMLESS = new Set(['ENOENT', 'EINVAL', 'EISDIR', 'EPERM', 'ENOTSUP']);

/**
 * Makes the names in a folder durable. Callers that come while a sync of the same folder runs share the next one, so
 * hundreds of small objects PUT at once into one folder cost a few syncs, not hundreds.
 */
export const createDirectorySyncer = (): ((path: string) => Promise<void>) => {
  const running = new Map<string, Promise<void>>();
  const next = new Map<string, Promise<void>>();

  const run = (path: string): Promise<void> => {
    const sync = syncOnce(path)
      .catch((error: NodeJS.ErrnoException) => {
        if (!HARMLESS.has(error.code ?? '')) throw error;
      })
      .finally(() => running.delete(path));
    running.set(path, sync);
    return sync;
  };

  return (path) => {
    const current = running.get(path);
    if (current === undefined) return run(path);
    const queued = next.get(path);
    if (queued !== undefined) return queued;
    const start = (): Promise<void> => {
      next.delete(path);
      return run(path);
    };
    const sync = current.then(start, start);
    next.set(path, sync);
    return sync;
  };
};
