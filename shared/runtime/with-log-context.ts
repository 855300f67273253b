import { type InvocationFacts, invocationContext } from './invocation-context.ts';

/** Does `work` with facts on its log lines and metrics that no other work gets to see. */
export const withLogContext = <T>(facts: InvocationFacts, work: () => T): T => {
  const outer = invocationContext.getStore();
  return invocationContext.run({ ...outer, facts: { ...outer?.facts, ...facts } }, work);
};
