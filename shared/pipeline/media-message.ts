import * as z from 'zod';
import { Id } from '../media/identifiers.ts';

/**
 * What stands in the queues publish and purge: look at this media, and do what is due. `retire`: it is not deleted, but has
 * something that it needs no longer.
 */
export const MediaMessage = z.object({ version: z.literal(1), mediaId: Id, retire: z.literal(true).optional() });
export type MediaMessage = z.infer<typeof MediaMessage>;

export const mediaMessage = (mediaId: string): MediaMessage => ({ version: 1, mediaId });

export const retireMessage = (mediaId: string): MediaMessage => ({ ...mediaMessage(mediaId), retire: true });
