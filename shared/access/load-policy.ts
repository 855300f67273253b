import { newEnforcer, newModelFromString, StringAdapter } from 'casbin';
import { type Action, ANYTHING } from './actions.ts';
import { BUILT_IN_POLICY, MODEL } from './built-in-policy.ts';

/** What roles allow. */
export interface Policy {
  /** All there are, in alphabetical order. */
  readonly roles: readonly string[];
  /** Whether one of the roles allows the action on something that is all of these objects. */
  allows(roles: readonly string[], objects: readonly string[], action: Action): boolean;
  /** The objects on which one of the roles allows the action. */
  objectsFor(roles: readonly string[], action: Action): readonly string[];
}

const covers = (granted: string, objects: readonly string[]): boolean =>
  granted === ANYTHING || objects.includes(granted);

/** The built-in roles, and those of a policy that `findPolicyFaults` found right. */
const readPolicy = async (own: string): Promise<Policy> => {
  const enforcer = await newEnforcer(newModelFromString(MODEL), new StringAdapter(`${BUILT_IN_POLICY}\n${own}`));
  await enforcer.addFunction('covers', covers);
  const permissions = await enforcer.getPolicy();
  const links = await enforcer.getGroupingPolicy();
  const roles = [...new Set([...permissions.map(([role = '']) => role), ...links.flat()])].sort();
  const granted = new Map<string, readonly string[][]>();
  for (const role of roles) granted.set(role, await enforcer.getImplicitPermissionsForUser(role));
  return {
    roles,
    allows: (names, objects, action) => names.some((role) => enforcer.enforceSync(role, objects, action)),
    objectsFor: (names, action) => [
      ...new Set(
        names
          .flatMap((role) => granted.get(role) ?? [])
          .filter(([, , act]) => act === ANYTHING || act === action)
          .map(([, object = '']) => object),
      ),
    ],
  };
};

let kept: { readonly own: string; readonly policy: Promise<Policy> } | undefined;

/** Read once for all who ask for the same. */
export const loadPolicy = (own: string): Promise<Policy> => {
  if (kept?.own !== own) kept = { own, policy: readPolicy(own) };
  return kept.policy;
};
