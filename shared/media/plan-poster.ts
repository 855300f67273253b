import { estimatePoster } from './estimate-work.ts';
import type { Probe, VideoProbe } from './probe.ts';
import type { PlannedTask } from './rendition.ts';
import type { SourceObject } from './task.ts';

const POSTER_LONG_SIDE = 1280;

/** The poster of a video, small enough to load at once. */
export const planPoster = (probe: Probe, video: VideoProbe, source: SourceObject): PlannedTask => {
  const scale = Math.min(1, POSTER_LONG_SIDE / Math.max(video.width, video.height));
  return {
    renditions: [],
    weight: estimatePoster(video),
    spec: {
      kind: 'poster',
      source,
      streamIndex: video.streamIndex,
      zeroSeconds: probe.startSeconds,
      durationSeconds: video.endSeconds - probe.startSeconds,
      seek: true,
      width: Math.max(2, 2 * Math.round((video.width * scale) / 2)),
      height: Math.max(2, 2 * Math.round((video.height * scale) / 2)),
      deinterlace: video.isInterlaced,
      ...(video.dynamicRange === 'sdr' ? {} : { toneMap: video.dynamicRange }),
    },
  };
};

/** The poster of a song: its cover art, if it has any. */
export const planCover = (probe: Probe, source: SourceObject): readonly PlannedTask[] =>
  probe.cover === undefined
    ? []
    : [
        {
          renditions: [],
          weight: estimatePoster(),
          spec: {
            kind: 'poster',
            source,
            streamIndex: probe.cover.streamIndex,
            zeroSeconds: 0,
            durationSeconds: 0,
            seek: false,
            width: Math.max(2, 2 * Math.floor(probe.cover.width / 2)),
            height: Math.max(2, 2 * Math.floor(probe.cover.height / 2)),
            deinterlace: false,
          },
        },
      ];
