import * as z from 'zod';
import { Id } from '../media/identifiers.ts';

/** What stands in the queues publish and purge: look at this media, and do what is due. */
export const MediaMessage = z.object({ version: z.literal(1), mediaId: Id });
export type MediaMessage = z.infer<typeof MediaMessage>;

export const mediaMessage = (mediaId: string): MediaMessage => ({ version: 1, mediaId });
