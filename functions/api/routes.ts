import type { Route } from '../../shared/api/requests/route.ts';
import { accessRoutes } from './routes-access.ts';
import { eventRoutes } from './routes-events.ts';
import { mediaRoutes } from './routes-media.ts';
import { playbackRoutes } from './routes-playback.ts';
import { serviceRoutes } from './routes-service.ts';
import { uploadRoutes } from './routes-upload.ts';

/** The whole API. One list drives routing, the checks of requests and the OpenAPI document. */
const resources: readonly Route[] = [
  ...mediaRoutes,
  ...uploadRoutes,
  ...playbackRoutes,
  ...eventRoutes,
  ...accessRoutes,
];

export const ROUTES: readonly Route[] = [...resources, ...serviceRoutes(resources)];
