import * as z from 'zod';

/** What stands in the publish queue: look at this media, and publish what can be. */
export const PublishMessage = z.object({ version: z.literal(1), mediaId: z.string() });
export type PublishMessage = z.infer<typeof PublishMessage>;

export const publishMessage = (mediaId: string): PublishMessage => ({ version: 1, mediaId });
