import { ACTIONS, SERVICE_OBJECTS } from '../../access/actions.ts';
import type { Caller } from '../../access/caller.ts';
import type { Access } from '../schemas/access.ts';

export const describeCaller = (caller: Caller): Access => ({
  id: caller.id,
  name: caller.name,
  roles: [...caller.roles],
  actions: ACTIONS.filter((action) => caller.scopesFor(action) !== undefined || caller.can(action, SERVICE_OBJECTS)),
});
