import type { TaskResult } from '../media/outcome.ts';
import type { RenditionRow, TaskRow } from './rows.ts';

/**
 * What is wrong with a result, as a sentence; undefined if it fits the task and what other tasks of the same renditions
 * wrote. One wrong init segment would make a rendition unplayable from some point on, so it is not let in.
 */
export const checkResult = (
  task: Pick<TaskRow, 'kind' | 'renditions' | 'firstSegment' | 'segmentCount'>,
  result: TaskResult,
  renditions: readonly Pick<RenditionRow, 'name' | 'initSha256'>[],
): string | undefined => {
  if (task.kind === 'prepare')
    return result.tracks.length > 0 ? 'The task was to prepare others and wrote.' : undefined;
  const names = result.tracks.map(({ name }) => name);
  const missing = task.renditions.filter((name) => !names.includes(name));
  if (missing.length > 0 || names.length !== task.renditions.length) {
    return `The task was to write ${task.renditions.join(', ') || 'no rendition'} and wrote ${names.join(', ') || 'none'}.`;
  }
  if (task.kind === 'poster' && !result.poster) return 'The task was to make a poster and made none.';
  for (const { name, init, segments } of result.tracks) {
    const known = renditions.find((rendition) => rendition.name === name)?.initSha256;
    if (known !== undefined && known !== init.sha256) {
      return `The init segment of ${name} is ${init.sha256}, but another task wrote ${known}.`;
    }
    const first = task.firstSegment ?? 1;
    const count = task.segmentCount ?? segments.length;
    if (count === 0 || segments.length !== count || segments.some(({ number }, i) => number !== first + i)) {
      const numbers = segments.map(({ number }) => number);
      return `The segments of ${name} should be ${first} to ${first + count - 1}, but are ${numbers.join(', ') || 'none'}.`;
    }
  }
  return undefined;
};
