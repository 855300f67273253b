/** What a caller can be allowed to do. `play` gives out addresses to play from; `admin` is about the service itself: keys, webhooks. */
export const ACTIONS = ['read', 'write', 'upload', 'delete', 'play', 'admin'] as const;
export type Action = (typeof ACTIONS)[number];

/** Everything; as an object it also stands for the service itself. */
export const ANYTHING = '*';

/** What a grant is about: `*`, `service`, `media:med_…` or `tag:…`. */
export const OBJECT_PATTERN = /^(?:\*|service|media:med_[0-9a-hjkmnp-tv-z]{25}|tag:.{1,64})$/su;

/** All that a media is, to a policy. */
export const objectsOf = ({ id, tags }: { readonly id?: string; readonly tags: readonly string[] }): string[] => [
  ...(id === undefined ? [] : [`media:${id}`]),
  ...tags.map((tag) => `tag:${tag}`),
];

export const SERVICE_OBJECTS = ['service'];
