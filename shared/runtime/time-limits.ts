/**
 * How long anybody waits for another part of the system. Nobody waits for ever, and inner limits fire before outer ones:
 * what stops answering shows its own error, and not the one of the function that waited for it (a test holds them to the
 * topology).
 *
 *     connect, silence  <  TRIES of them  <  the shortest function that calls the part (29 s, the API's)
 */

/** Tries of one call, the first included; the SDK pauses for less than a second in between. */
export const TRIES = 3;

/** To open a connection. A host in the same region answers in milliseconds; one that is gone does not answer at all. */
export const CONNECT_MS = 2_000;

/**
 * How long S3 may be silent while it has something to do for us. It bounds the silence and not the call: a part of 64 MiB
 * takes the time that it takes. The SDK looks from the third second on, and Node once more while bytes wait to be sent.
 */
export const S3_SILENCE_MS = 6_000;
const SDK_DEFERS_MS = 3_000;
export const S3_SILENCE_NOTICED_MS = SDK_DEFERS_MS + S3_SILENCE_MS;
export const S3_PUT_NOTICED_MS = SDK_DEFERS_MS + 2 * S3_SILENCE_MS;

/** For a viewer's bytes: a player that is paused reads nothing for as long as it likes, and the connection is silent. */
export const S3_FIRST_BYTE_MS = 9_000;

/** A whole call of SQS. */
export const SQS_CALL_MS = 6_000;
/** SQS allows no longer poll. */
export const LONG_POLL_SECONDS = 20;
export const LONG_POLL_MS = LONG_POLL_SECONDS * 1000 + SQS_CALL_MS;

/** A whole call of Secrets Manager, as a function starts. */
export const SECRETS_CALL_MS = 3_000;

/** A whole call of CloudFront's control plane. */
export const EDGE_CALL_MS = 10_000;

/** A whole call of DynamoDB, of one item. */
export const DYNAMODB_CALL_MS = 3_000;

/**
 * An Aurora that has paused lets connections wait for the 15 s or so that it takes to wake. Also how long a statement waits
 * for a free connection of the pool.
 */
export const DATABASE_CONNECT_MS = 20_000;

/** The slowest statement writes the tasks of a media of many hours, in a second. */
export const DATABASE_STATEMENT_MS = 15_000;

/** An index over a large table takes longer than any other statement; `migrate` has five minutes. */
export const DATABASE_MIGRATION_MS = 240_000;
