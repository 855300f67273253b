import { createServer, type Server } from 'node:http';
import type { ObjectStore } from '../object-store/create-object-store.ts';

/**
 * The object store for our own work, on a port of its own that nobody else is told: callers who take all connections of the
 * front must not take those by which medias are read and written. It cuts silent connections itself.
 */
export const createObjectServer = (objectStore: ObjectStore): Server => {
  const server = createServer((request, response) => void objectStore.handle(request, response));
  server.requestTimeout = 0;
  return server;
};
