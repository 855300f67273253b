/**
 * Who may do what, in casbin's model and CSV format. A request is a role, the objects that a thing is (a media is itself and all of its
 * tags) and an action. `p, role, object, action` allows; `g, role, other` gives a role all that the other has.
 */
export const MODEL = `
[request_definition]
r = sub, obj, act

[policy_definition]
p = sub, obj, act

[role_definition]
g = _, _

[policy_effect]
e = some(where (p.eft == allow))

[matchers]
m = g(r.sub, p.sub) && (p.act == '*' || p.act == r.act) && covers(p.obj, r.obj)
`;

export const BUILT_IN_POLICY = `
p, admin, *, *

p, editor, *, read
p, editor, *, write
p, editor, *, upload
p, editor, *, delete
p, editor, *, play

p, uploader, *, upload
p, uploader, *, read

p, viewer, *, read
p, viewer, *, play

p, player, *, play

p, monitor, service, read
`;
