import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { SANDBOX_INPUT } from '../../../shared/encoding/allowed-formats.ts';
import { audioArguments } from '../../../shared/encoding/audio-arguments.ts';
import { posterArguments } from '../../../shared/encoding/poster-arguments.ts';
import { remuxArguments } from '../../../shared/encoding/remux-arguments.ts';
import { comparisonArguments, trialArguments } from '../../../shared/encoding/title-arguments.ts';
import { videoArguments } from '../../../shared/encoding/video-arguments.ts';
import type { VideoProbe } from '../../../shared/media/probe.ts';
import type { VideoTaskSpec } from '../../../shared/media/task.ts';
import { DEFAULT_CONFIG } from '../../../shared/runtime/config.ts';

/**
 * ffmpeg for AWS has only what its recipe names. Here it is compared with what we ask of ffmpeg, so that a filter that is
 * new in the arguments is missed before a deployment misses it.
 */
const ROOT = new URL('../../../', import.meta.url).pathname;

const recipe = readFileSync(join(ROOT, 'infra/ffmpeg/components.txt'), 'utf8')
  .split('\n')
  .filter((line) => line !== '' && !line.startsWith('#'))
  .map((line) => line.split(/\s+/));
const built = (kind: string): readonly string[] => recipe.flatMap(([first, ...names]) => (first === kind ? names : []));

const source = { bucket: 'originals', key: 'original', etag: 'etag', bytes: 1 };
const picture = { source, streamIndex: 0, zeroSeconds: 0, seek: true, deinterlace: true, toneMap: 'pq' } as const;
const output = { width: 1, height: 1, crf: 23, maxBitrate: 1, bufferBits: 1, preset: 'fast', profile: 'high' };
const video: VideoTaskSpec = {
  ...picture,
  ...{ kind: 'video', zeroTicks: 0, endSeconds: 9, frameRate: { num: 60, den: 1 }, timescale: 60, frameTicks: 1 },
  ...{ firstFrame: 240, frames: 240, gopFrames: 120, segmentGops: 2, firstSegmentNumber: 2 },
  ...{ color: {}, halfFullBuffer: true, threads: 1 },
  outputs: [
    { ...output, name: '1080p', frameDivisor: 1 },
    { ...output, name: '240p', frameDivisor: 2 },
  ],
};
const probed: VideoProbe = {
  ...{ streamIndex: 0, codec: 'h264', codedWidth: 1, codedHeight: 1, width: 1, height: 1, rotation: 0 },
  ...{ sampleAspectRatio: { num: 1, den: 1 }, pixelFormat: 'yuv420p', bitDepth: 8, frameRate: { num: 25, den: 1 } },
  ...{ isVariableFrameRate: false, isInterlaced: false, dynamicRange: 'sdr', color: {} },
  ...{ timeBase: { num: 1, den: 90_000 }, startSeconds: 0, endSeconds: 9 },
};
const { limits } = DEFAULT_CONFIG;
const asked = [
  videoArguments(video, 'http://source', limits),
  trialArguments(video, 'http://source', limits),
  comparisonArguments(video),
  audioArguments(
    {
      ...{ kind: 'audio', source, streamIndex: 1, zeroSeconds: 0, sampleRate: 48_000, channels: 2, samples: 1 },
      ...{ segmentSeconds: { num: 4, den: 1 }, firstSegmentNumber: 2, entry: { sampleRate: 44_100, endSeconds: 9 } },
      outputs: [
        { name: 'audio-64k', bitrate: 64_000 },
        { name: 'audio-128k', bitrate: 128_000 },
      ],
    },
    { startSample: 144_000, endSample: 192_000 },
    'http://source',
    limits,
  ),
  remuxArguments(
    { container: 'flv', startSeconds: 0 },
    { ok: true, video: probed, audio: [] },
    'http://source',
    limits,
  ),
  posterArguments({ ...picture, kind: 'poster', durationSeconds: 9, width: 1, height: 1 }, 1, 'http://source', limits),
];

/** Values of an option in the arguments, and in the source where a call has no builder of its own. */
const values = (option: RegExp): readonly string[] => {
  const written = globSync('shared/encoding/*.ts', { cwd: ROOT }).map((file) => readFileSync(join(ROOT, file), 'utf8'));
  const literal = new RegExp(`'(?:${option.source})',\\s*'([^']+)'`, 'g');
  return [
    ...asked.flatMap((args) => args.filter((_, i) => new RegExp(`^(?:${option.source})$`).test(args[i - 1] ?? ''))),
    ...written.flatMap((text) => [...text.matchAll(literal)].map(([, value = '']) => value)),
  ];
};
const unique = (names: readonly string[]): readonly string[] => [...new Set(names)].sort();

const filtersOf = (graph: string): readonly string[] =>
  graph.split(/[;,]/).map((filter) => filter.replaceAll(/\[[^\]]*\]/g, '').replace(/[=@].*$/, ''));

describe('ffmpeg for AWS has what we ask of it', () => {
  it('encoders', () => {
    const encoders = unique(values(/-c(?::[va])?/)).filter((name) => name !== 'copy');
    expect(built('encoder')).toEqual(expect.arrayContaining([...encoders]));
  });
  it('muxers', () => expect(built('muxer')).toEqual(expect.arrayContaining([...unique(values(/-f/))])));
  it('filters', () => {
    const filters = unique(values(/-filter_complex/).flatMap(filtersOf));
    expect(filters).toEqual(expect.arrayContaining(['bwdif', 'framestep', 'tonemap', 'asplit', 'split', 'ssim']));
    expect(built('filter')).toEqual(expect.arrayContaining([...filters]));
  });
  it('protocols', () => {
    const whitelist = SANDBOX_INPUT[SANDBOX_INPUT.indexOf('-protocol_whitelist') + 1] ?? '';
    const outputs = asked.flat().filter((argument) => argument.startsWith('pipe:')).length;
    expect(outputs).toBeGreaterThan(0);
    expect([...built('protocol')].sort()).toEqual([...whitelist.split(','), 'pipe'].sort());
  });
  it('readers of formats, and decoders for what is inside', () => {
    const whitelist = SANDBOX_INPUT[SANDBOX_INPUT.indexOf('-format_whitelist') + 1] ?? '';
    expect(built('all')).toEqual(expect.arrayContaining(['demuxers', 'parsers', 'decoders', 'bsfs']));
    const leftOut = built('without');
    expect(whitelist.split(',').filter((name) => leftOut.includes(name))).toEqual([]);
  });
});
