import { MediaMessage } from '../../shared/pipeline/media-message.ts';
import { purgeMedia } from '../../shared/pipeline/purge-media.ts';
import { retireMedia } from '../../shared/pipeline/retire-media.ts';
import type { Deps } from '../../shared/runtime/deps.ts';
import { noteInLog } from '../../shared/runtime/note-in-log.ts';
import type { QueueHandler } from '../../shared/runtime/queue-stack.ts';
import { settleEach } from '../../shared/runtime/settle-messages.ts';

/** Removes what medias that were deleted left, and what others need no longer. */
export const createHandler =
  (deps: Pick<Deps, 's3' | 'sqs' | 'database' | 'resources' | 'now' | 'logger' | 'stopping'>): QueueHandler =>
  (event, _context, { signal }) =>
    settleEach(
      deps,
      event,
      async (record) => {
        const { mediaId, retire } = MediaMessage.parse(JSON.parse(record.body));
        noteInLog({ mediaId });
        if (retire) deps.logger.info('retire', { objects: await retireMedia(deps, mediaId, signal) });
        else deps.logger.info('purge', { ...(await purgeMedia(deps, mediaId, signal)) });
      },
      { outlastsOutages: { unless: signal } },
    );
