import { execFile } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { encodeVideo } from '../../shared/encoding/encode-tracks.ts';
import { pictureArguments } from '../../shared/encoding/video-arguments.ts';
import type { LadderPoint } from '../../shared/media/compare-ladders.ts';
import { toNumber } from '../../shared/media/rational.ts';
import type { Plan } from '../../shared/media/rendition.ts';
import type { VideoOutput, VideoTaskSpec } from '../../shared/media/task.ts';
import { DEFAULT_CONFIG } from '../../shared/runtime/config.ts';
import { cpuOfEndedChildren } from './measure-processes.ts';

const run = promisify(execFile);
const { limits } = DEFAULT_CONFIG;

/** A rung as it was encoded. */
export interface EncodedRung extends LadderPoint {
  readonly name: string;
  readonly crf: number;
}

export interface EncodedLadder {
  readonly rungs: readonly EncodedRung[];
  readonly cpuSeconds: number;
}

export const videoSpecs = ({ tasks }: Plan): readonly VideoTaskSpec[] =>
  tasks.map(({ spec }) => spec).filter((spec) => spec.kind === 'video');

/** The pictures of the highest rung before they are encoded, all of them and without loss. */
export const writeReference = async (plan: Plan, url: string, folder: string): Promise<string> => {
  const file = join(folder, 'reference.mkv');
  const specs = videoSpecs(plan);
  const [first] = specs;
  const top = first?.outputs[0];
  if (!first || !top) throw new Error('the plan has no pictures');
  const frames = specs.reduce((sum, spec) => sum + spec.frames, 0);
  const spec = { ...first, firstFrame: 0, frames, outputs: [{ ...top, frameDivisor: 1 }] };
  const lossless = ['-c:v', 'libx264', '-preset', 'ultrafast', '-qp', '0'];
  await run('ffmpeg', [...pictureArguments(spec, url, limits), '-map', '[v0]', ...lossless, '-y', file]);
  return file;
};

/** Does the video tasks of a plan as a worker would, one after the other, and compares every picture with the reference. */
export const encodeLadder = async (
  plan: Plan,
  options: { readonly url: string; readonly reference: string; readonly folder: string },
): Promise<EncodedLadder> => {
  const { url, folder } = options;
  const specs = videoSpecs(plan);
  const objects = new Map<string, Uint8Array>();
  const cpu = await cpuOfEndedChildren();
  for (const spec of specs) {
    await encodeVideo(spec, {
      ...{ ffmpeg: 'ffmpeg', url, limits, signal: AbortSignal.timeout(600_000) },
      store: async (name, bytes) => void objects.set(name, bytes),
    });
  }
  const cpuSeconds = (await cpuOfEndedChildren()) - cpu;
  const seconds = toNumber(plan.outline.duration);
  const rungs: EncodedRung[] = [];
  for (const output of specs[0]?.outputs ?? []) {
    // "init.mp4" and "seg-00001.m4s" come in the order of a file.
    const names = [...objects.keys()].filter((name) => name.startsWith(`video/${output.name}/`)).sort();
    const bytes = Buffer.concat(names.flatMap((name) => objects.get(name) ?? []));
    const file = join(folder, `${output.name}.mp4`);
    await writeFile(file, bytes);
    const ssim = await compareFile(file, output, options.reference);
    rungs.push({ name: output.name, crf: output.crf, bitrate: (8 * bytes.byteLength) / seconds, ssim });
  }
  return { rungs, cpuSeconds };
};

/** Mean SSIM at the size of the reference; of a rung with half the frames, of these. */
const compareFile = async (file: string, { frameDivisor }: VideoOutput, reference: string): Promise<number> => {
  const filters = [
    `[0:v]framestep=${frameDivisor},settb=1,setpts=N[whole]`,
    '[1:v][whole]scale2ref=flags=bicubic[shown][of]',
    '[shown]settb=1,setpts=N[by]',
    '[by][of]ssim',
  ].join(';');
  const { stderr } = await run('ffmpeg', ['-i', reference, '-i', file, '-filter_complex', filters, '-f', 'null', '-'], {
    maxBuffer: 64 * 1024 * 1024,
  });
  const ssim = /SSIM .*All:(\d+\.\d+)/.exec(stderr)?.[1];
  if (ssim === undefined) throw new Error(`no SSIM of ${file}: ${stderr.slice(-500)}`);
  return Number(ssim);
};
