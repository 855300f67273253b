import { ACTIONS, ANYTHING, OBJECT_PATTERN } from './actions.ts';

const NAME = /^[A-Za-z0-9][A-Za-z0-9_.-]{0,63}$/;
const NAME_RULE = 'a role has 1 to 64 letters, digits, "_", "." and "-"';

/** What is wrong with a policy's lines, each with its number; empty if nothing is. */
export const findPolicyFaults = (policy: string): readonly string[] =>
  policy.split('\n').flatMap((line, index) => {
    const fault = findFault(line.trim());
    return fault ? [`line ${index + 1}: ${fault}`] : [];
  });

const findFault = (line: string): string | undefined => {
  if (line === '' || line.startsWith('#')) return undefined;
  // casbin would read a quoted field as something else.
  if (line.includes('"')) return 'a field must not be quoted';
  const [kind, ...fields] = line.split(',').map((field) => field.trim());
  if (kind === 'p') return findPermissionFault(fields);
  if (kind === 'g') return findRoleFault(fields);
  return 'must begin with "p," (role, object, action) or "g," (role, other role)';
};

const findPermissionFault = (fields: readonly string[]): string | undefined => {
  const [role = '', object = '', action = ''] = fields;
  if (fields.length !== 3) return 'must be "p, role, object, action"';
  if (!NAME.test(role)) return NAME_RULE;
  if (!OBJECT_PATTERN.test(object))
    return `an object is *, service, media:med_… or tag:…, not ${JSON.stringify(object)}`;
  if (action === ANYTHING || (ACTIONS as readonly string[]).includes(action)) return undefined;
  return `an action is one of ${ACTIONS.join(', ')} or *, not ${JSON.stringify(action)}`;
};

const findRoleFault = (fields: readonly string[]): string | undefined => {
  if (fields.length !== 2) return 'must be "g, role, other role"';
  return fields.every((role) => NAME.test(role)) ? undefined : NAME_RULE;
};
