import type { FunctionName, FunctionSpec } from '../../../infra/topology.ts';
import type { QueueStackOptions } from '../../../shared/runtime/queue-stack.ts';

/** What takes minutes in earnest takes seconds here: how soon a message is back whose worker says nothing more. */
export const PATIENCE: QueueStackOptions = {
  visibilitySeconds: 6,
  heartbeatSeconds: 2,
  backOffSeconds: 1,
  reserveMs: 1000,
};

/** A queue hides a message that nobody has answered for, for six times as long. */
const MAX_TIMEOUT_SECONDS = 20;
/** It keeps 20 s back for planning; what is left is for looking at the source. */
const MAX_INGEST_SECONDS = 45;
const SWEEP_SECONDS = 3;

const hurryOne = (name: string, spec: FunctionSpec): FunctionSpec => ({
  ...spec,
  timeoutSeconds: Math.min(name === 'ingest' ? MAX_INGEST_SECONDS : MAX_TIMEOUT_SECONDS, spec.timeoutSeconds),
  ...(spec.trigger.kind === 'schedule' && { trigger: { ...spec.trigger, everySeconds: SWEEP_SECONDS } }),
});

/** The topology with the same logic and shorter waits. */
export const hurry = (specs: Readonly<Record<FunctionName, FunctionSpec>>): Record<FunctionName, FunctionSpec> =>
  Object.fromEntries(Object.entries(specs).map(([name, spec]) => [name, hurryOne(name, spec)])) as typeof specs;
