import * as z from 'zod';

const Grouped = z.object({ MessageBody: z.string(), MessageGroupId: z.string() });
const Sending = z.object({ Entries: z.array(z.unknown()) });

export interface MessageGroups {
  /** Remembers which groups the messages of a request are of, if it sends any. */
  readonly note: (request: unknown) => void;
  /** The group of a message that a request brought; asked once for each. */
  readonly take: (body: string) => string | undefined;
}

/** Messages' groups on their way from a request to a queue. Messages with the same text are of one group, or of either. */
export const createMessageGroups = (): MessageGroups => {
  const groups = new Map<string, string>();
  return {
    note: (request) => {
      for (const entry of Sending.safeParse(request).data?.Entries ?? [request]) {
        const grouped = Grouped.safeParse(entry).data;
        if (grouped) groups.set(grouped.MessageBody, grouped.MessageGroupId);
      }
    },
    take: (body) => {
      const group = groups.get(body);
      groups.delete(body);
      return group;
    },
  };
};
