import type { Probe } from '../../../shared/media/probe.ts';
import type { Plan, PlannedTask, RenditionSpec } from '../../../shared/media/rendition.ts';
import type { AudioTaskSpec, PosterTaskSpec, VideoTaskSpec } from '../../../shared/media/task.ts';

export interface PlanShape {
  /** Video renditions. @default ['720p', '360p'] */
  readonly videos?: readonly string[];
  /** Audio renditions, one task each; the first is the default. @default ['audio-128k'] */
  readonly audios?: readonly string[];
  /** Segments of each range; all of 6 s. @default [1, 2, 2] */
  readonly ranges?: readonly number[];
  /** Video renditions that share a task. @default all in one */
  readonly groups?: readonly (readonly string[])[];
  /** Segments of each task that copies the source's own pictures; none if absent. */
  readonly copies?: readonly number[];
  readonly poster?: boolean;
  /** Of each video task. @default its number of segments */
  readonly weight?: number;
}

const source = { bucket: 'originals', key: 'med_x/original', etag: '"etag"', bytes: 1000 };

/** A plan as `planMedia` makes them, in a shape that tests choose. 25 frames a second, a key frame every 2 s. */
export const makePlan = (shape: PlanShape = {}): Plan => {
  const { videos = ['720p', '360p'], audios = ['audio-128k'], ranges = [1, 2, 2], poster = true } = shape;
  const groups = shape.groups ?? (videos.length > 0 ? [videos] : []);
  const segments = ranges.reduce((sum, range) => sum + range, 0);
  const starts = ranges.map((_, i) => 1 + ranges.slice(0, i).reduce((sum, range) => sum + range, 0));
  const [first = [], ...rest] = ranges.map((range, i) =>
    groups.map(
      (names): PlannedTask => ({
        spec: videoSpec(names, starts[i] ?? 1, range),
        renditions: names,
        weight: shape.weight ?? range,
      }),
    ),
  );
  const kind = videos.length > 0 ? 'video' : 'audio';
  const copies = shape.copies ?? [];
  return {
    outline: {
      kind,
      duration: { num: segments * 6, den: 1 },
      segmentSeconds: { num: 6, den: 1 },
      segments,
    },
    renditions: [...copyRenditions(copies), ...videos.map(videoRendition), ...audios.map(audioRendition)],
    tasks: [
      ...copies.map((count, i) => copyTask(1 + copies.slice(0, i).reduce((sum, n) => sum + n, 0), count)),
      ...first,
      ...audios.map((name): PlannedTask => ({ spec: audioSpec(name, segments), renditions: [name], weight: 0.5 })),
      ...(poster ? [{ spec: posterSpec, renditions: [], weight: 0.5 }] : []),
      ...rest.flat(),
    ],
  };
};

const HEIGHTS = [720, 360, 234, 180];

const videoRendition = (name: string, i: number): RenditionSpec => {
  const height = HEIGHTS[i] ?? 144;
  return { kind: 'video', name, width: height * 2, height, frameRate: { num: 25, den: 1 }, maxBitrate: height * 4000 };
};

const audioRendition = (name: string, i: number): RenditionSpec => ({
  kind: 'audio',
  name,
  bitrate: 128_000,
  sampleRate: 48_000,
  channels: 2,
  sourceTrack: i + 1,
  label: `Track ${i + 1}`,
  isDefault: i === 0,
});

const videoSpec = (names: readonly string[], firstSegmentNumber: number, segments: number): VideoTaskSpec => ({
  kind: 'video',
  source,
  streamIndex: 0,
  zeroSeconds: 0,
  zeroTicks: 0,
  endSeconds: 1000,
  frameRate: { num: 25, den: 1 },
  timescale: 25_000,
  frameTicks: 1000,
  firstFrame: (firstSegmentNumber - 1) * 150,
  frames: segments * 150,
  gopFrames: 50,
  segmentGops: 3,
  firstSegmentNumber,
  seek: true,
  deinterlace: false,
  color: {},
  halfFullBuffer: false,
  threads: 1,
  outputs: names.map((name) => ({
    name,
    width: 1280,
    height: 720,
    frameDivisor: 1,
    crf: 23,
    maxBitrate: 3_000_000,
    bufferBits: 6_000_000,
    preset: 'veryfast',
    profile: 'high',
  })),
});

const audioSpec = (name: string, segments: number): AudioTaskSpec => ({
  kind: 'audio',
  source,
  streamIndex: 1,
  zeroSeconds: 0,
  sampleRate: 48_000,
  channels: 2,
  samples: segments * 6 * 48_000,
  segmentSeconds: { num: 6, den: 1 },
  firstSegmentNumber: 1,
  outputs: [{ name, bitrate: 128_000 }],
});

const copyRenditions = (copies: readonly number[]): RenditionSpec[] => {
  const segments = copies.reduce((sum, count) => sum + count, 0);
  const copied = { segments, longestSeconds: 8 };
  return segments > 0 ? [{ ...videoRendition('source', 0), kind: 'video' as const, copied } as RenditionSpec] : [];
};

const copyTask = (firstSegmentNumber: number, segments: number): PlannedTask => ({
  renditions: ['source'],
  weight: 0.1,
  spec: {
    kind: 'copy',
    source,
    name: 'source',
    movie: { offset: 48, bytes: 1000 },
    trackId: 1,
    zeroSeconds: 0,
    segmentSeconds: 6,
    firstSegmentNumber,
    segments,
  },
});

const posterSpec: PosterTaskSpec = {
  kind: 'poster',
  source,
  streamIndex: 0,
  zeroSeconds: 0,
  durationSeconds: 30,
  seek: true,
  width: 1280,
  height: 720,
  deinterlace: false,
};

export const makeProbe = (changes: Partial<Probe> = {}): Probe => ({
  container: 'mov,mp4,m4a,3gp,3g2,mj2',
  bytes: 1000,
  durationSeconds: 30,
  startSeconds: 0,
  isExactlySeekable: true,
  audio: [],
  warnings: [],
  ...changes,
});
