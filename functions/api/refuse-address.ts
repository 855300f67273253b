import type { Route } from '../../shared/api/requests/route.ts';
import { Problem } from '../../shared/runtime/problem.ts';

const matches = (template: string, path: string): boolean => {
  const segments = path.replace(/\/$/, '').split('/');
  const wanted = template.replace(/\/$/, '').split('/');
  const isLong = template.endsWith('+}') && segments.length > wanted.length;
  return (
    (isLong || segments.length === wanted.length) &&
    wanted.every((part, i) => part.startsWith('{') || part === segments[i])
  );
};

/** Says why no route took the request: another method would do, or there is nothing at all. */
export const refuseAddress = (routes: readonly Route[], { method, path }: { method: string; path: string }): never => {
  const methods = routes.filter((route) => matches(route.path, path)).map((route) => route.method);
  if (methods.length === 0) {
    throw new Problem('route_not_found', `There is nothing at ${path}; /docs lists every address.`);
  }
  const allow = [...new Set(methods.flatMap((each) => (each === 'GET' ? ['GET', 'HEAD'] : [each]))), 'OPTIONS'].join(
    ', ',
  );
  throw new Problem('method_not_allowed', `${path} does not support ${method}; it supports ${allow}.`, {
    headers: { allow },
  });
};
