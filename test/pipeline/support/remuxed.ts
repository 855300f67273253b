import { randomUUID } from 'node:crypto';
import { expect } from 'vitest';
import { AAC_PRIMING_SAMPLES } from '../../../shared/encoding/audio-arguments.ts';
import type { RemuxOutcome } from '../../../shared/encoding/remux-source.ts';
import { serveSource } from '../../../shared/encoding/serve-source.ts';
import { planMedia } from '../../../shared/media/plan.ts';
import type { Probe } from '../../../shared/media/probe.ts';
import type { AudioTaskSpec, SourceObject } from '../../../shared/media/task.ts';
import { listCuts } from '../../../shared/packaging/list-cuts.ts';
import { planAudioRange } from '../../../shared/packaging/plan-audio-range.ts';
import { planAudioSegments } from '../../../shared/packaging/plan-audio-segments.ts';
import { remuxOriginal } from '../../../shared/pipeline/remux-original.ts';
import { DEFAULT_CONFIG } from '../../../shared/runtime/config.ts';
import { PROGRAMS, probe, storeOriginal } from '../../support/process-file.ts';
import type { ServedObjectStore } from '../../support/serve-object-store.ts';
import { SMALL_LADDER } from '../../support/small-ladder.ts';
import { hashFrames } from './frames.ts';
import { asWhole, hearSource } from './sound.ts';

/** A source, and what ingest finds out about it. */
export interface Original {
  readonly source: SourceObject;
  readonly probe: Probe;
}

export const openOriginal = async (store: ServedObjectStore, file: string): Promise<Original> => {
  const source = await storeOriginal(store, file);
  const outcome = await probe(store, source);
  if (!outcome.ok) throw new Error(`${outcome.failure.code}: ${outcome.detail}`);
  return { source, probe: outcome.probe };
};

export interface RemuxCall {
  readonly mediaId?: string;
  readonly ffmpeg?: string;
  readonly signal?: AbortSignal;
}

export const remux = (
  { s3, originalsBucket }: ServedObjectStore,
  original: Original,
  { mediaId = `med_${randomUUID()}`, ffmpeg = PROGRAMS.ffmpeg, signal = AbortSignal.timeout(120_000) }: RemuxCall = {},
): Promise<RemuxOutcome> => {
  const resources = { originalsBucket } as Parameters<typeof remuxOriginal>[0]['resources'];
  return remuxOriginal({ s3, ffmpeg, config: DEFAULT_CONFIG, resources }, { mediaId, ...original }, signal);
};

/** One cheap rung, and segments of 2 s, so that there are many joins. */
const SETTINGS = { ...DEFAULT_CONFIG.encoding, ladder: SMALL_LADDER.slice(-1), gopSeconds: 1, segmentSeconds: 2 };

export const planSpecs = ({ source, probe: found }: Original) => {
  const specs = planMedia(found, source, SETTINGS).tasks.map(({ spec }) => spec);
  return {
    video: specs.filter((spec) => spec.kind === 'video'),
    audio: specs.filter((spec) => spec.kind === 'audio'),
  };
};

export interface Comparison {
  readonly frames: number;
  readonly ranges: number;
  /** Of each range of pictures. */
  readonly bytesRead: readonly number[];
  /** Of each track: whether it is entered, and how far its ranges are from the original, as a share of the power. */
  readonly sound: readonly { readonly entered: boolean; readonly error: number }[];
  readonly original: Original;
  readonly copy: Extract<RemuxOutcome, { ok: true }>;
}

/** Remuxes a file, and compares all ranges of the copy with one run over the original from its start. Frames must be equal. */
export const compareRemuxed = async (store: ServedObjectStore, file: string): Promise<Comparison> => {
  const original = await openOriginal(store, file);
  const copy = await remux(store, original);
  if (!copy.ok) throw new Error(`${copy.reason}\n${copy.detail}`);
  const [before, after] = [planSpecs(original), planSpecs(copy)];
  const [first] = before.video;
  if (!first) throw new Error('there are no pictures');
  const whole = await serveSource(store.s3, original.source);
  const parts = await serveSource(store.s3, copy.source);
  try {
    const frames = after.video.reduce((sum, spec) => sum + spec.frames, 0);
    const expected = await hashFrames({ ...first, firstFrame: 0, frames, seek: false }, whole.url);
    const joined: string[][] = first.outputs.map(() => []);
    const bytesRead: number[] = [];
    for (const spec of after.video) {
      const readBefore = parts.bytesRead();
      for (const [i, lines] of (await hashFrames(spec, parts.url)).entries()) joined[i]?.push(...lines);
      bytesRead.push(parts.bytesRead() - readBefore);
    }
    expect(differencesOf(joined, expected)).toEqual([]);
    const sound = [];
    for (const [track, { streamIndex }] of copy.probe.audio.entries()) {
      const own = original.probe.audio[track]?.streamIndex;
      const from = before.audio.find((spec) => spec.streamIndex === own);
      const to = after.audio.filter((spec) => spec.streamIndex === streamIndex);
      if (from) sound.push(await compareSound(from, whole.url, to, parts.url));
    }
    return { frames, ranges: after.video.length, bytesRead, sound, original, copy };
  } finally {
    await whole.close();
    await parts.close();
  }
};

/** The first frames that differ: a list of all of them tells nobody anything. */
const differencesOf = (ranges: readonly string[][], whole: readonly string[][]): readonly string[] =>
  whole
    .flatMap((lines, output) => {
      const own = ranges[output] ?? [];
      return Array.from({ length: Math.max(lines.length, own.length) }, (_, i) => [own[i], lines[i]] as const);
    })
    .filter(([own, line]) => own !== line)
    .map(([own, line]) => `${own} instead of ${line}`)
    .slice(0, 5);

const compareSound = async (
  from: AudioTaskSpec,
  wholeUrl: string,
  specs: readonly AudioTaskSpec[],
  url: string,
): Promise<Comparison['sound'][number]> => {
  const whole = await hearSource(asWhole(from), { startSample: 0, endSample: from.samples }, wholeUrl);
  let error = 0;
  for (const spec of specs) {
    const range = rangeOf(spec);
    const own = await hearSource(spec, range, url);
    const same = whole.subarray(range.startSample, range.endSample);
    const difference = power(own.map((value, i) => value - (same[i] ?? 0)));
    error = Math.max(error, difference === 0 ? 0 : difference / power(same));
  }
  return { entered: specs.every(({ entry }) => entry !== undefined), error };
};

const power = (samples: Float32Array): number => samples.reduce((sum, value) => sum + value ** 2, 0);

const rangeOf = ({ samples, sampleRate, segmentSeconds, firstSegmentNumber, segments }: AudioTaskSpec) => {
  const plan = planAudioSegments({
    ...{ presentedSamples: samples, primingSamples: AAC_PRIMING_SAMPLES, sampleRate },
    cuts: listCuts(samples * segmentSeconds.den, segmentSeconds.num * sampleRate, {
      num: sampleRate * segmentSeconds.den,
      den: 1,
    }),
  });
  return planAudioRange(plan, { firstSegment: firstSegmentNumber, segments });
};
