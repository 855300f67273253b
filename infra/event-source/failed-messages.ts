import * as z from 'zod';

const Answer = z
  .object({ batchItemFailures: z.array(z.object({ itemIdentifier: z.string().min(1) })).nullish() })
  .nullish();

/**
 * Which messages of a batch Lambda takes as failed, by what the function returned: nothing, null or an empty list is
 * full success; an answer that can't be read or names a message that is not of the batch is full failure.
 */
export const failedMessages = (answer: unknown, messageIds: readonly string[]): ReadonlySet<string> => {
  const everything = new Set(messageIds);
  if (typeof answer !== 'object') return answer === undefined ? new Set() : everything;
  const parsed = Answer.safeParse(answer);
  if (!parsed.success) return everything;
  const failed = new Set(parsed.data?.batchItemFailures?.map((failure) => failure.itemIdentifier));
  return [...failed].every((id) => everything.has(id)) ? failed : everything;
};
