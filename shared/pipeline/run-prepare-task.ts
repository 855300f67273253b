import type { TaskResult } from '../media/outcome.ts';
import type { PrepareTaskSpec } from '../media/task.ts';
import type { Deps } from '../runtime/deps.ts';

/** Looks more closely at a source, for the plan of what follows. Throws as `runTask` does. */
export const runPrepareTask = async (
  _deps: Pick<Deps, 's3' | 'ffmpeg' | 'resources' | 'config'>,
  _mediaId: string,
  _spec: PrepareTaskSpec,
  _signal: AbortSignal,
): Promise<TaskResult> => ({ tracks: [], prepared: {}, encodeSeconds: 0 });
