import { estimateCopying } from './estimate-work.ts';
import type { Probe, VideoProbe } from './probe.ts';
import type { PlannedTask, RenditionSpec } from './rendition.ts';
import type { NonStandardReason } from './standard-source.ts';
import type { SourceObject } from './task.ts';

/** What the index of a standard source says: what there is to copy. */
export interface CopySource {
  /** Where the content of the file's `moov` is. */
  readonly movie: { readonly offset: number; readonly bytes: number };
  readonly trackId: number;
  /** Of each segment; the first has the number 1. */
  readonly segmentBytes: readonly number[];
  readonly longestSeconds: number;
  /** Bits per second of the densest segment. */
  readonly peakBitrate: number;
}

/** A source is standard if its pictures can be played as they are; else it says why not. Without `copy`, that is planned already. */
export type SourceJudgement =
  | { readonly isStandard: true; readonly copy?: CopySource }
  | { readonly isStandard: false; readonly reasons: readonly NonStandardReason[] };

/** Of the rendition, unless a rung of the ladder is called so. */
const NAME = 'source';

/** A task copies about this much: a second or two for a Lambda, and no more than a worker should lose. */
const TASK_BYTES = 48 * 1024 * 1024;
/** They share a transaction with all other tasks: see `MAX_RANGES` of video. */
const MAX_TASKS = 150;
export interface CopyOptions {
  readonly probe: Probe;
  readonly video: VideoProbe;
  readonly source: SourceObject;
  readonly settings: { readonly segmentSeconds: number };
  /** Names of other renditions. */
  readonly taken: readonly string[];
}

/** The source's own pictures as a rendition, and the tasks that cut it: one segment first, then as much as a task copies. */
export const planCopyTasks = (
  copy: CopySource,
  { probe, video, source, settings, taken }: CopyOptions,
): { readonly rendition: RenditionSpec; readonly tasks: readonly PlannedTask[] } => {
  const name = taken.includes(NAME) ? `${NAME}-copy` : NAME;
  return {
    rendition: {
      kind: 'video',
      name,
      width: video.codedWidth,
      height: video.codedHeight,
      frameRate: video.frameRate,
      maxBitrate: copy.peakBitrate,
      copied: { segments: copy.segmentBytes.length, longestSeconds: copy.longestSeconds },
    },
    tasks: cutTasks(copy.segmentBytes).map(({ firstSegmentNumber, segments, bytes }) => ({
      renditions: [name],
      weight: estimateCopying(bytes),
      spec: {
        kind: 'copy',
        source,
        name,
        movie: copy.movie,
        trackId: copy.trackId,
        zeroSeconds: probe.startSeconds,
        segmentSeconds: settings.segmentSeconds,
        firstSegmentNumber,
        segments,
      },
    })),
  };
};

const cutTasks = (segmentBytes: readonly number[]) => {
  const all = segmentBytes.reduce((sum, bytes) => sum + bytes, 0);
  const taskBytes = Math.max(TASK_BYTES, all / MAX_TASKS);
  const tasks: { firstSegmentNumber: number; segments: number; bytes: number }[] = [];
  for (let done = 0; done < segmentBytes.length; ) {
    let [segments, bytes] = [1, segmentBytes[done] ?? 0];
    while (done > 0 && done + segments < segmentBytes.length && bytes < taskBytes) {
      bytes += segmentBytes[done + segments] ?? 0;
      segments++;
    }
    tasks.push({ firstSegmentNumber: done + 1, segments, bytes });
    done += segments;
  }
  return tasks;
};
