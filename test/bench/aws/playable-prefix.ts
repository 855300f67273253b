import { isCopied, type Plan, type PlannedTask } from '../../../shared/media/rendition.ts';
import { firstSegmentOf, segmentCountOf } from '../../../shared/media/segments-of-task.ts';

interface Track {
  readonly isVideo: boolean;
  readonly isCopy: boolean;
  readonly isDefault: boolean;
  /** Its tasks from its start. */
  tasks: readonly PlannedTask[];
  /** Of these, how many are done without a hole. */
  done: number;
  segments: number;
}

/**
 * What can be played of a media while its tasks are done: the same answer as `measureGrowth` gives (a test compares them), in a
 * time that does not grow with the number of tasks, as a simulation asks hundreds of thousands of times.
 */
export class PlayablePrefix {
  readonly #done = new Set<PlannedTask>();
  readonly #tracks: ReadonlyMap<string, Track>;
  readonly #planned: number;
  #open = 0;

  constructor({ outline, renditions, tasks }: Plan) {
    this.#planned = outline.segments;
    this.#tracks = new Map(
      renditions.map((rendition) => [
        rendition.name,
        {
          isVideo: rendition.kind === 'video',
          isCopy: isCopied(rendition),
          isDefault: rendition.kind === 'audio' && rendition.isDefault,
          ...{ tasks: [], done: 0, segments: 0 },
        },
      ]),
    );
    this.add(tasks);
  }

  /** Tasks that were planned later. */
  add(tasks: readonly PlannedTask[]): void {
    this.#open += tasks.length;
    for (const [name, track] of this.#tracks) {
      const more = tasks.filter(({ renditions }) => renditions.includes(name));
      track.tasks = [...track.tasks, ...more].toSorted((a, b) => beginOf(a) - beginOf(b));
      track.done = 0;
      track.segments = 0;
      this.#advance(track);
    }
  }

  /** Tasks that are not done. */
  get open(): number {
    return this.#open;
  }

  complete(task: PlannedTask): void {
    if (this.#done.has(task)) throw new Error('a task was done twice');
    this.#done.add(task);
    this.#open--;
    for (const name of task.renditions) {
      const track = this.#tracks.get(name);
      if (track) this.#advance(track);
    }
  }

  /** Segments of everything that is announced; 0 while nothing can be played. */
  get size(): number {
    const tracks = [...this.#tracks.values()];
    const sounds = tracks.filter(({ isVideo }) => !isVideo);
    const leading = sounds.find(({ isDefault }) => isDefault) ?? sounds[0];
    if (leading?.segments === 0) return 0;
    const hasCopy = tracks.some(({ isCopy }) => isCopy);
    const videos = tracks.filter(({ isVideo, isCopy }) => isVideo && isCopy === hasCopy);
    const main = videos.length > 0 ? videos : sounds;
    if (main.every(({ segments }) => segments === 0)) return 0;
    return [...sounds, ...videos].reduce((sum, { segments }) => sum + segments, 0);
  }

  #advance(track: Track): void {
    for (let next = track.tasks[track.done]; next && this.#done.has(next); next = track.tasks[track.done]) {
      track.done++;
      const count = segmentCountOf(next.spec);
      track.segments = count === undefined ? this.#planned : beginOf(next) - 1 + count;
    }
  }
}

const beginOf = ({ spec }: PlannedTask): number => firstSegmentOf(spec) ?? 1;
