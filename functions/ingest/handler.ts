import { mediaIdOfOriginal } from '../../shared/media/keys.ts';
import { ingestMedia } from '../../shared/pipeline/ingest-media.ts';
import { ObjectCreatedEvent, objectKeys } from '../../shared/pipeline/object-created-event.ts';
import type { Deps } from '../../shared/runtime/deps.ts';
import { noteInLog } from '../../shared/runtime/note-in-log.ts';
import type { QueueHandler } from '../../shared/runtime/queue-stack.ts';
import { settleEach } from '../../shared/runtime/settle-messages.ts';

/** Takes in every object that S3 says was created in the originals bucket. */
export const createHandler =
  (deps: Deps): QueueHandler =>
  (event, context, { signal }) =>
    settleEach(
      deps,
      event,
      async (record) => {
        for (const key of objectKeys(ObjectCreatedEvent.parse(JSON.parse(record.body)))) {
          const mediaId = mediaIdOfOriginal(key);
          if (mediaId) {
            noteInLog({ mediaId });
            await ingestMedia(deps, mediaId, context.getRemainingTimeInMillis(), signal);
          } else deps.logger.warn('an object that is no original was created', { key });
        }
      },
      { outlastsOutages: { unless: signal } },
    );
