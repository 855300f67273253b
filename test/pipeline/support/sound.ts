import { buffer } from 'node:stream/consumers';
import { soundArguments } from '../../../shared/encoding/audio-arguments.ts';
import { encodeAudio } from '../../../shared/encoding/encode-tracks.ts';
import { limitTask } from '../../../shared/encoding/program-limits.ts';
import { runProgram } from '../../../shared/encoding/run-program.ts';
import { serveSource } from '../../../shared/encoding/serve-source.ts';
import type { TrackResult } from '../../../shared/media/outcome.ts';
import { planMedia } from '../../../shared/media/plan.ts';
import type { PlanSettings } from '../../../shared/media/plan-settings.ts';
import type { Probe } from '../../../shared/media/probe.ts';
import type { AudioTaskSpec } from '../../../shared/media/task.ts';
import type { AudioRangePlan } from '../../../shared/packaging/plan-audio-range.ts';
import { DEFAULT_CONFIG } from '../../../shared/runtime/config.ts';
import { PROGRAMS, probe, storeOriginal } from '../../support/process-file.ts';
import type { ServedObjectStore } from '../../support/serve-object-store.ts';
import { SMALL_LADDER } from '../../support/small-ladder.ts';

const { limits } = DEFAULT_CONFIG;

export interface SoundSource {
  readonly probe: Probe;
  /** Of the first track, in the order of its segments. */
  readonly specs: readonly AudioTaskSpec[];
  readonly url: string;
  readonly close: () => Promise<void>;
}

/** A source as ingest sees it, and the tasks that are planned for its sound. Segments of 2 s, so that there are many joins. */
export const openSound = async (
  store: ServedObjectStore,
  file: string,
  settings: Partial<PlanSettings> = {},
): Promise<SoundSource> => {
  const source = await storeOriginal(store, file);
  const outcome = await probe(store, source);
  if (!outcome.ok) throw new Error(outcome.failure.message);
  const { tasks } = planMedia(outcome.probe, source, {
    ...{ ...DEFAULT_CONFIG.encoding, ladder: SMALL_LADDER, gopSeconds: 1, segmentSeconds: 2 },
    ...settings,
  });
  const specs = tasks.map(({ spec }) => spec).filter((spec) => spec.kind === 'audio');
  const served = await serveSource(store.s3, source);
  const first = specs.filter(({ streamIndex }) => streamIndex === specs[0]?.streamIndex);
  return { probe: outcome.probe, specs: first, url: served.url, close: () => served.close() };
};

/** The same track as one task that decodes from the start. */
export const asWhole = ({ segments, entry, ...spec }: AudioTaskSpec): AudioTaskSpec => ({
  ...spec,
  firstSegmentNumber: 1,
});

/** What a task gives its encoders, the left channel of it. */
export const hearSource = async (
  spec: AudioTaskSpec,
  range: Pick<AudioRangePlan, 'startSample' | 'endSample'>,
  url: string,
): Promise<Float32Array> => {
  const args = [
    ...soundArguments(spec, range, url, limits, 'pan=mono|c0=c0[out]'),
    ...['-map', '[out]', '-f', 'f32le', 'pipe:3'],
  ];
  const program = runProgram(PROGRAMS.ffmpeg, args, { limits: limitTask(spec, limits), extraPipes: 1 });
  program.stdout.resume();
  const [pipe] = program.pipes;
  if (!pipe) throw new Error('no pipe');
  const bytes = await buffer(pipe);
  const { exitCode, stderr } = await program.finished;
  if (exitCode !== 0) throw new Error(stderr);
  return new Float32Array(bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength));
};

export interface EncodedSound {
  readonly tracks: readonly TrackResult[];
  /** By their names under the media's prefix. */
  readonly objects: ReadonlyMap<string, Buffer>;
}

/** Does a task, and keeps what it stores. */
export const encodeSound = async (spec: AudioTaskSpec, url: string): Promise<EncodedSound> => {
  const objects = new Map<string, Buffer>();
  const store = async (name: string, bytes: Uint8Array): Promise<void> => {
    objects.set(name, Buffer.from(bytes));
  };
  const signal = AbortSignal.timeout(120_000);
  const tracks = await encodeAudio(spec, { ffmpeg: PROGRAMS.ffmpeg, url, store, limits, signal });
  return { tracks, objects };
};
