import { FUNCTIONS, type FunctionName, type FunctionSpec } from '../topology.ts';

const toLocal = (spec: FunctionSpec): FunctionSpec => ({
  ...spec,
  timeoutSeconds: spec.localTimeoutSeconds ?? spec.timeoutSeconds,
});

/** The topology as one machine runs it. */
export const LOCAL_FUNCTIONS: Readonly<Record<FunctionName, FunctionSpec>> = {
  api: toLocal(FUNCTIONS.api),
  ingest: toLocal(FUNCTIONS.ingest),
  first: toLocal(FUNCTIONS.first),
  soon: toLocal(FUNCTIONS.soon),
  transcode: toLocal(FUNCTIONS.transcode),
  heavy: toLocal(FUNCTIONS.heavy),
  record: toLocal(FUNCTIONS.record),
  publish: toLocal(FUNCTIONS.publish),
  purge: toLocal(FUNCTIONS.purge),
  sweep: toLocal(FUNCTIONS.sweep),
  migrate: toLocal(FUNCTIONS.migrate),
  keys: toLocal(FUNCTIONS.keys),
};
