declare module 'dynalite' {
  import type { Server } from 'node:http';

  /** DynamoDB's protocol over LevelDB. Closing the server closes the store. */
  function dynalite(options: { path?: string; createTableMs?: number }): Server;
  export = dynalite;
}
