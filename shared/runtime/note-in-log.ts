import { type InvocationFacts, invocationContext } from './invocation-context.ts';

/** From here to the end of the work under way, its log lines and metrics carry these facts too. */
export const noteInLog = (facts: InvocationFacts): void => {
  const invocation = invocationContext.getStore();
  if (invocation) invocation.facts = { ...invocation.facts, ...facts };
};
