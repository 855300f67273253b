import type { TaskSpec } from './task.ts';

/** The first segment that a task makes or stands for; undefined if it has nothing to do with segments. */
export const firstSegmentOf = (spec: TaskSpec): number | undefined => {
  switch (spec.kind) {
    case 'video':
    case 'audio':
    case 'copy':
      return spec.firstSegmentNumber;
    case 'prepare':
      return 2; // stands for all that follows a first range
    case 'poster':
      return undefined;
    default:
      return spec satisfies never;
  }
};

/** Undefined where the task itself finds out: of audio, the range at the end of the track goes as far as there is a frame. */
export const segmentCountOf = (spec: TaskSpec): number | undefined => {
  switch (spec.kind) {
    case 'video':
      return Math.ceil(spec.frames / (spec.gopFrames * spec.segmentGops));
    case 'audio':
    case 'copy':
      return spec.segments;
    case 'prepare':
      return 0;
    case 'poster':
      return undefined;
    default:
      return spec satisfies never;
  }
};
