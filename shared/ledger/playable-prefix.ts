import type { MediaPlan } from '../media/rendition.ts';
import type { RenditionRow, TaskRow } from './rows.ts';

type Rendition = Pick<RenditionRow, 'name' | 'kind' | 'spec' | 'status'>;
type Task = Pick<TaskRow, 'kind' | 'status' | 'firstSegment' | 'renditions'>;

/**
 * How many segments from the start can be played: those that every video rendition has, once the leading audio is there
 * (audio is one task per source track). Renditions that failed for good are not waited for. Never falls while tasks are
 * closed, but for a failure that leaves nothing to play.
 */
export const playablePrefix = (
  { kind, segments }: Pick<MediaPlan, 'kind' | 'segments'>,
  renditions: readonly Rendition[],
  tasks: readonly Task[],
): number => {
  const alive = renditions.filter((rendition) => rendition.status !== 'Errored');
  const audio = leadingAudio(alive);
  const openTasksOf = (names: readonly string[]) =>
    tasks.filter((task) => isOpen(task) && task.renditions.some((name) => names.includes(name)));
  if (audio && openTasksOf([audio.name]).length > 0) return 0;
  if (kind === 'audio') return audio ? segments : 0;

  const videos = alive.filter((rendition) => rendition.kind === 'video').map(({ name }) => name);
  if (videos.length === 0) return 0;
  return Math.min(segments, ...openTasksOf(videos).map((task) => (task.firstSegment ?? 1) - 1));
};

const isOpen = ({ status }: Task): boolean => status === 'Pending' || status === 'Running';

/** The default track, or the first one where none is left that is marked so. */
const leadingAudio = <T extends Rendition>(renditions: readonly T[]): T | undefined => {
  const audio = renditions.filter(({ kind }) => kind === 'audio');
  return audio.find(({ spec }) => spec.kind === 'audio' && spec.isDefault) ?? audio[0];
};
