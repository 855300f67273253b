import type { RenditionRow, TaskRow } from '../ledger/rows.ts';
import type { TrackResult } from '../media/outcome.ts';
import type { Track } from '../packaging/track.ts';

type Rendition = Pick<RenditionRow, 'name' | 'spec' | 'status'>;
type Task = Pick<TaskRow, 'status' | 'renditions' | 'firstSegment' | 'result'>;

/**
 * One track for each rendition that hasn't failed and has its first segment: the segments of its tasks, from the first
 * one up to the first task that isn't done.
 */
export const assembleTracks = (renditions: readonly Rendition[], tasks: readonly Task[]): Track[] =>
  renditions
    .filter(({ status }) => status !== 'Errored')
    .flatMap((rendition) => assembleTrack(rendition, takeDone(rendition.name, tasks)) ?? []);

const takeDone = (name: string, tasks: readonly Task[]): TrackResult[] => {
  const own = tasks
    .filter(({ renditions }) => renditions.includes(name))
    .toSorted((a, b) => (a.firstSegment ?? 1) - (b.firstSegment ?? 1));
  const open = own.findIndex(({ status }) => status !== 'Succeeded');
  return own
    .slice(0, open < 0 ? own.length : open)
    .flatMap(({ result }) => result?.tracks.filter((track) => track.name === name) ?? []);
};

const assembleTrack = ({ name, spec }: Rendition, results: readonly TrackResult[]): Track | undefined => {
  const init = results[0]?.init;
  if (!init) return undefined;
  const common = { name, init, segments: results.flatMap(({ segments }) => segments) };
  switch (spec.kind) {
    case 'video': {
      const { kind, width, height, frameRate, maxBitrate, copied } = spec;
      const { longestSeconds } = copied ?? {};
      const about = { width, height, frameRate, maxBitrate, ...(longestSeconds !== undefined && { longestSeconds }) };
      return { ...common, kind, ...about };
    }
    case 'audio': {
      const { kind, channels, sampleRate, bitrate, language, label, isDefault, sourceTrack } = spec;
      const about = { channels, sampleRate, maxBitrate: bitrate, label, isDefault, sourceTrack };
      return { ...common, kind, ...about, ...(language !== undefined && { language }) };
    }
    default:
      return spec satisfies never;
  }
};
