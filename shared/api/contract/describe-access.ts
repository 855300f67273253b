import type { RouteAccess } from '../requests/route.ts';

const ON = {
  media: 'the media',
  medias: 'the medias that it is about',
  service: 'the service itself (object `*`)',
};

/** What a key needs for a call, as a sentence. */
export const describeAccess = (access: RouteAccess): string => {
  if (access === 'public') return 'Needs no key.';
  if (access === 'authenticated') return 'Needs any key.';
  return `Needs the action \`${access.action}\` on ${ON[access.on]}.`;
};
