import { checkSegments } from './check-segments.ts';
import { folderTemplate, initName, segmentTemplate, trackFolder } from './object-names.ts';
import type { Track } from './track.ts';
import { writeSegmentTimeline } from './write-segment-timeline.ts';
import { element } from './write-xml.ts';

export interface SegmentTemplates {
  /** For the adaptation set, if all tracks are cut alike. */
  readonly shared: string[] | undefined;
  /** For the representation; empty if shared. */
  own(track: Track): string[];
}

/** The `SegmentTemplate` of every track of an adaptation set. Throws `invalid_input` for holes or unsafe names. */
export const writeSegmentTemplates = (tracks: readonly Track[]): SegmentTemplates => {
  const written = new Map(tracks.map((track) => [track, writeTemplate(track)]));
  const [first = [], ...others] = written.values();
  if (others.every((lines) => lines.join() === first.join())) return { shared: first, own: () => [] };
  return { shared: undefined, own: (track) => written.get(track) ?? [] };
};

const writeTemplate = (track: Track): string[] => {
  trackFolder(track); // refuses names that would not be themselves in a URL
  const durations = checkSegments(track).map((segment) => segment.durationTicks);
  const folder = folderTemplate(track.kind);
  return element(
    'SegmentTemplate',
    {
      timescale: track.init.timescale,
      initialization: `${folder}/${initName}`,
      media: `${folder}/${segmentTemplate}`,
      startNumber: 1,
    },
    writeSegmentTimeline(durations),
  );
};
