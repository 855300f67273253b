import type { SQSBatchResponse } from 'aws-lambda';
import { publishMedia } from '../../shared/pipeline/publish-media.ts';
import { PublishMessage } from '../../shared/pipeline/publish-message.ts';
import type { Deps } from '../../shared/runtime/deps.ts';
import type { QueueHandler } from '../../shared/runtime/queue-stack.ts';

/** Writes the playlists of medias of which more can be played than before. */
export const createHandler =
  (deps: Pick<Deps, 's3' | 'database' | 'resources' | 'config' | 'now' | 'logger'>): QueueHandler =>
  async (event, _context, { signal }) => {
    const batchItemFailures: SQSBatchResponse['batchItemFailures'] = [];
    for (const record of event.Records) {
      try {
        const { mediaId } = PublishMessage.parse(JSON.parse(record.body));
        const publication = await publishMedia(deps, mediaId, signal);
        deps.logger.info('publish', { mediaId, publication });
      } catch (error) {
        deps.logger.error('publish failed', { messageId: record.messageId, error });
        batchItemFailures.push({ itemIdentifier: record.messageId });
      }
    }
    return { batchItemFailures };
  };
