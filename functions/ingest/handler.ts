import type { SQSBatchResponse } from 'aws-lambda';
import { mediaIdOfOriginal } from '../../shared/media/keys.ts';
import { ingestMedia } from '../../shared/pipeline/ingest-media.ts';
import { ObjectCreatedEvent, objectKeys } from '../../shared/pipeline/object-created-event.ts';
import type { Deps } from '../../shared/runtime/deps.ts';
import type { QueueHandler } from '../../shared/runtime/queue-stack.ts';

/** Takes in every object that S3 says was created in the originals bucket. */
export const createHandler =
  (deps: Deps): QueueHandler =>
  async (event, _context, { signal }) => {
    const batchItemFailures: SQSBatchResponse['batchItemFailures'] = [];
    for (const record of event.Records) {
      try {
        for (const key of objectKeys(ObjectCreatedEvent.parse(JSON.parse(record.body)))) {
          const mediaId = mediaIdOfOriginal(key);
          if (mediaId) await ingestMedia(deps, mediaId, signal);
          else deps.logger.warn('an object that is no original was created', { key });
        }
      } catch (error) {
        deps.logger.error('ingest failed', { messageId: record.messageId, error });
        batchItemFailures.push({ itemIdentifier: record.messageId });
      }
    }
    return { batchItemFailures };
  };
