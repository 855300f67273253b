import { MediaMessage } from '../../shared/pipeline/media-message.ts';
import { publishMedia } from '../../shared/pipeline/publish-media.ts';
import { purgeIfDeleted } from '../../shared/pipeline/purge-if-deleted.ts';
import type { Deps } from '../../shared/runtime/deps.ts';
import { noteInLog } from '../../shared/runtime/note-in-log.ts';
import type { QueueHandler } from '../../shared/runtime/queue-stack.ts';
import { settleEach } from '../../shared/runtime/settle-messages.ts';

/** Writes the playlists of medias of which more can be played than before. */
export const createHandler =
  (
    deps: Pick<Deps, 's3' | 'sqs' | 'database' | 'resources' | 'config' | 'now' | 'logger' | 'stopping'>,
  ): QueueHandler =>
  (event, _context, { signal }) =>
    settleEach(
      deps,
      event,
      async (record) => {
        const { mediaId } = MediaMessage.parse(JSON.parse(record.body));
        noteInLog({ mediaId });
        const publication = await publishMedia(deps, mediaId, signal);
        // A former try may have stored playlists of a media that was deleted since.
        if (publication === 'missing') await purgeIfDeleted(deps, mediaId);
        deps.logger.info('publish', { publication });
      },
      { outlastsOutages: { unless: signal } },
    );
