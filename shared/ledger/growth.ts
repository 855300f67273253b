import { isCopied, type MediaPlan } from '../media/rendition.ts';
import type { RenditionRow, TaskRow } from './rows.ts';

type Rendition = Pick<RenditionRow, 'name' | 'kind' | 'spec' | 'status'>;
type Task = Pick<TaskRow, 'status' | 'renditions' | 'firstSegment' | 'segmentCount'>;

/** What of a media can be played before it is Ready. */
export interface Growth {
  /**
   * Of everything that was ever announced, how many segments there are: never falls while tasks are closed, so a larger one
   * than what is published says that there is something to publish. 0: nothing can be played.
   */
  readonly size: number;
  /** The renditions that playlists name, by name, with the segments that each has from its start. */
  readonly listed: ReadonlyMap<string, number>;
  /** Segments that can be played from the start. */
  readonly segments: number;
  /** No more segments of what is listed will come. */
  readonly isWhole: boolean;
}

const NOTHING: Growth = { size: 0, listed: new Map(), segments: 0, isWhole: false };

/**
 * Each rendition has those segments that come without a hole from its start. While the source's own pictures are copied, they
 * are the only ones that viewers get: they come first, and others that are behind would only make a player wait. Of the
 * encoded renditions those are listed that have their first segment. Sound that is the leading one is waited for; what
 * failed for good is not.
 */
export const measureGrowth = (
  { kind, segments: planned }: Pick<MediaPlan, 'kind' | 'segments'>,
  renditions: readonly Rendition[],
  tasks: readonly Task[],
): Growth => {
  const tracks = renditions.map((rendition) => ({ ...rendition, ...measureTrack(rendition, tasks, planned) }));
  const alive = tracks.filter(({ status }) => status !== 'Errored');
  const audio = alive.filter((track) => track.kind === 'audio');
  const leading = leadingAudio(audio);
  if (leading && leading.segments === 0) return NOTHING;
  const copies = alive.filter(({ spec }) => isCopied(spec));
  const videos = copies.length > 0 ? copies : alive.filter((track) => track.kind === 'video');
  const awaited = kind === 'video' ? videos : audio;
  const main = awaited.filter(({ segments }) => segments > 0);
  if (main.length === 0) return NOTHING;
  const listed = [...new Set([...main, ...audio.filter(({ segments }) => segments > 0)])];
  const counted = tracks.filter((track) => track.kind === 'audio' || isCopied(track.spec) || copies.length === 0);
  return {
    size: counted.reduce((sum, { segments }) => sum + segments, 0),
    listed: new Map(listed.map(({ name, segments }) => [name, segments])),
    segments: Math.min(...main.map(({ segments }) => segments)),
    // Playlists that have ended must not go on because another rendition begins.
    isWhole: listed.every(({ isWhole }) => isWhole) && [...awaited, ...audio].every(({ segments }) => segments > 0),
  };
};

/** A task without a count is of all segments that are left. */
const measureTrack = (
  { name }: Pick<Rendition, 'name'>,
  tasks: readonly Task[],
  planned: number,
): { readonly segments: number; readonly isWhole: boolean } => {
  const own = tasks
    .filter((task) => task.renditions.includes(name))
    .toSorted((a, b) => (a.firstSegment ?? 1) - (b.firstSegment ?? 1));
  let next = 1;
  for (const { status, firstSegment = 1, segmentCount } of own) {
    if (status !== 'Succeeded' || firstSegment > next) return { segments: next - 1, isWhole: false };
    if (segmentCount === undefined) return { segments: planned, isWhole: true };
    next = firstSegment + segmentCount;
  }
  return { segments: next - 1, isWhole: own.length > 0 };
};

/** The default track, or the first one where none is left that is marked so. */
const leadingAudio = <T extends Rendition>(audio: readonly T[]): T | undefined =>
  audio.find(({ spec }) => spec.kind === 'audio' && spec.isDefault) ?? audio[0];
