import { type MediaFailure, mediaFailure } from '../media/failure.ts';
import type { ServedSource } from './serve-source.ts';

/** A store that gives less than this while we wait for it is out of order: S3 gives 50 MB/s, one disk as much. */
const SLOWEST_BYTES_PER_SECOND = 1_000_000;
/** Shorter waits say nothing of a store's speed. */
const TELLING_WAIT_SECONDS = 20;

/** Why a source could not be read, or only so slowly that nothing that came of it says anything about the source. */
export const blameStore = ({ failure, waitedSeconds, bytesRead }: ServedSource): Error | undefined => {
  const isSlow = waitedSeconds() > TELLING_WAIT_SECONDS && bytesRead() / waitedSeconds() < SLOWEST_BYTES_PER_SECOND;
  return failure() ?? (isSlow ? new DOMException('the store is too slow to work with', 'TimeoutError') : undefined);
};

/** A source that made its reader ask for something else was found out, whatever else came of it. */
export const refuseElsewhere = ({
  refusals,
}: Pick<ServedSource, 'refusals'>): { ok: false; failure: MediaFailure; detail: string; probe?: never } | undefined => {
  const { count, first } = refusals();
  if (count === 0) return undefined;
  return {
    ok: false,
    failure: mediaFailure('unsupported_format'),
    detail: `The file asked ${count} times for something else than itself, first ${first}; nothing was sent there.`,
  };
};
