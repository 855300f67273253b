import type { TaskRow } from '../../../shared/ledger/rows.ts';
import type { Outcome, TaskResult } from '../../../shared/media/outcome.ts';

type Task = Pick<TaskRow, 'id' | 'mediaId' | 'spec' | 'renditions'>;

const base = (task: Task, attempt: number, interruptions = 0) => ({
  version: 1 as const,
  taskId: task.id,
  mediaId: task.mediaId,
  attempt,
  interruptions,
  at: '2026-01-01T00:00:00.000Z',
});

export const started = (task: Task, attempt = 1, { delivery = 1, interruptions = 0 } = {}): Outcome => ({
  ...base(task, attempt, interruptions),
  type: 'started',
  delivery,
});

export const succeeded = (task: Task, attempt = 1, result = resultOf(task)): Outcome => ({
  ...base(task, attempt),
  type: 'succeeded',
  result,
  seconds: 2,
});

export const failed = (task: Task, attempt = 1, changes: { final?: boolean; code?: string } = {}): Outcome => ({
  ...base(task, attempt),
  type: 'failed',
  code: changes.code ?? 'encode_failed',
  message: 'The encoder stopped.',
  detail: 'x264 said no',
  final: changes.final ?? false,
  seconds: 2,
});

export const interrupted = (task: Task, attempt: number, interruptions: number): Outcome => ({
  ...base(task, attempt, interruptions),
  type: 'interrupted',
  message: 'The store is down.',
});

const countSegments = (spec: Exclude<Task['spec'], { kind: 'poster' | 'prepare' }>): number => {
  if (spec.kind === 'copy') return spec.segments;
  if (spec.kind === 'video') return Math.ceil(spec.frames / 150);
  return spec.segments ?? Math.round(spec.samples / spec.sampleRate / 6) - (spec.firstSegmentNumber - 1);
};

/** What a worker would have written: 6 s segments, three key frames in each of video. */
export const resultOf = ({ spec, renditions }: Pick<Task, 'spec' | 'renditions'>): TaskResult => {
  if (spec.kind === 'poster') {
    return { tracks: [], poster: { bytes: 5000, width: 1280, height: 720, atSeconds: 3 }, encodeSeconds: 0.2 };
  }
  if (spec.kind === 'prepare') return { tracks: [], prepared: {}, encodeSeconds: 0.5 };
  const isVideo = spec.kind !== 'audio';
  const timescale = spec.kind === 'copy' ? 90_000 : isVideo ? spec.timescale : spec.sampleRate;
  const first = spec.firstSegmentNumber;
  const count = countSegments(spec);
  const gop = { bytes: 2000, durationTicks: 2 * timescale };
  const tracks = renditions.map((name) => ({
    name,
    init: { bytes: 800, sha256: `sha-${name}`, codecs: isVideo ? 'avc1.64001f' : 'mp4a.40.2', timescale },
    segments: Array.from({ length: count }, (_, i) => ({
      number: first + i,
      bytes: 30_000,
      durationTicks: 6 * timescale,
      keyFrames: isVideo ? [0, 1, 2].map((n) => ({ ...gop, offset: n * 10_000 })) : [],
    })),
  }));
  return { tracks, encodeSeconds: 1.5 };
};
