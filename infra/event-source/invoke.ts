import type { HostedFunction } from './hosted-function.ts';
import { lambdaContext } from './lambda-context.ts';

export class InvocationTimeout extends Error {
  override readonly name = 'InvocationTimeout';
}

/**
 * One invocation under the function's timeout. Lambda would kill what overruns; here it may go on, but it counts as
 * failed and what it returns is ignored.
 */
export const invoke = async (fn: HostedFunction, event: unknown): Promise<unknown> => {
  const { name, spec, handler } = fn;
  const overrun = Promise.withResolvers<never>();
  const fail = () => overrun.reject(new InvocationTimeout(`${name} took more than its ${spec.timeoutSeconds} s`));
  const timer = setTimeout(fail, spec.timeoutSeconds * 1000);
  try {
    return await Promise.race([handler(event, lambdaContext(fn)), overrun.promise]);
  } finally {
    clearTimeout(timer);
  }
};
