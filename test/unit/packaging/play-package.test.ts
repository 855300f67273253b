import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { cutFragments } from '../../../shared/packaging/cut-fragments.ts';
import { describeInit } from '../../../shared/packaging/describe-init.ts';
import { listCuts } from '../../../shared/packaging/list-cuts.ts';
import { muxAudio } from '../../../shared/packaging/mux-audio.ts';
import {
  dashName,
  iframeName,
  initName,
  masterName,
  playlistName,
  segmentName,
  trackFolder,
} from '../../../shared/packaging/object-names.ts';
import { planAudioSegments } from '../../../shared/packaging/plan-audio-segments.ts';
import type { AudioTrack, Track, VideoTrack } from '../../../shared/packaging/track.ts';
import { writeDashManifest } from '../../../shared/packaging/write-dash-manifest.ts';
import { writeIframePlaylist } from '../../../shared/packaging/write-iframe-playlist.ts';
import { writeMediaPlaylist } from '../../../shared/packaging/write-media-playlist.ts';
import { writeMultivariantPlaylist } from '../../../shared/packaging/write-multivariant-playlist.ts';
import { makeAdts, makeSine, makeVideo } from './support/make-media.ts';
import { runFfmpeg } from './support/run-ffmpeg.ts';
import { collect, inPieces, type Packaged } from './support/streams.ts';

/** 70 frames at 30000/1001: segments of 30, 30 and 10 frames; 2.335667 s, so 112,112 samples at 48 kHz. */
const frameRate = { num: 30000, den: 1001 };
const frames = 70;
const samples = 112_112;
const options = { plannedSegmentSeconds: 1.001, complete: true };

let folder: string;
let video: VideoTrack;
let audio: AudioTrack;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'gilfoyle-packaging-'));
  const cut = {
    timescale: 30000,
    firstFrame: 0,
    frames,
    frameTicks: 1001,
    gopFrames: 15,
    segmentGops: 2,
    firstSegmentNumber: 1,
  };
  const videoBytes = await makeVideo({
    frameRate,
    firstFrame: 0,
    frames,
    gopFrames: 15,
    fragmentIndex: 1,
    size: '96x54',
  });
  const packagedVideo = await collect(cutFragments(inPieces(videoBytes), cut));
  const facts = describeInit(packagedVideo.init);
  if (facts.kind !== 'video') throw new Error('expected video');
  video = { ...facts, name: '54p', frameRate, maxBitrate: 100_000, segments: packagedVideo.segments };

  const cuts = listCuts(frames, 30, frameRate);
  const plan = planAudioSegments({ presentedSamples: samples, primingSamples: 1024, sampleRate: 48000, cuts });
  const packagedAudio = await collect(
    muxAudio(inPieces(await makeAdts(makeSine(samples, 48000, 2), 48000, 2)), plan, { language: 'eng' }),
  );
  const { init } = describeInit(packagedAudio.init);
  const about = { name: 'audio-96k', label: 'English', language: 'eng', isDefault: true, sourceTrack: 1 };
  audio = {
    kind: 'audio',
    init,
    channels: 2,
    sampleRate: 48000,
    maxBitrate: 96_000,
    segments: packagedAudio.segments,
    ...about,
  };

  await store(video, packagedVideo);
  await store(audio, packagedAudio);
  await put(`${trackFolder(video)}/${iframeName}`, writeIframePlaylist(video, options));
  await put(masterName, writeMultivariantPlaylist([video, audio], options));
  await put(dashName, writeDashManifest([video, audio], options));
});

afterAll(() => rm(folder, { recursive: true, force: true }));

const put = async (name: string, content: string | Uint8Array): Promise<void> => {
  await mkdir(dirname(join(folder, name)), { recursive: true });
  await writeFile(join(folder, name), content);
};

const store = async (track: Track, { init, files }: Packaged): Promise<void> => {
  await put(`${trackFolder(track)}/${initName}`, init);
  for (const [i, file] of files.entries()) await put(`${trackFolder(track)}/${segmentName(i + 1)}`, file);
  await put(`${trackFolder(track)}/${playlistName}`, writeMediaPlaylist(track, options));
};

/** How many frames ffmpeg decodes of each stream of a playlist, the most first. */
const play = async (name: string, map = '0'): Promise<number[]> => {
  const input = [...(name.endsWith('.m3u8') ? ['-allowed_extensions', 'ALL'] : []), '-i', join(folder, name)];
  const text = await runFfmpeg([...input, '-map', map, '-vsync', 'passthrough', '-f', 'framecrc', 'pipe:1']);
  const streams = text
    .toString()
    .split('\n')
    .filter((line) => line && !line.startsWith('#'))
    .map((line) => line.split(',')[0]);
  return [...Map.groupBy(streams, (stream) => stream).values()].map((lines) => lines.length).sort((a, b) => b - a);
};

describe('a package that is played from files', () => {
  const aacFrames = Math.ceil((samples + 1024) / 1024);

  it('HLS: every frame and every sample', async () => {
    expect(await play(masterName)).toEqual([aacFrames, frames]);
  });

  it('DASH: the same', async () => {
    // One at a time: ffmpeg's DASH demuxer ends as soon as one stream has ended, two frames before the other one.
    expect(await play(dashName, '0:v')).toEqual([frames]);
    expect(await play(dashName, '0:a')).toEqual([aacFrames]);
  });

  it('I-frame playlists name the bytes from each moof to the end of its first sample', async () => {
    const text = await readFile(join(folder, trackFolder(video), iframeName), 'utf8');
    const ranges = [...text.matchAll(/#EXT-X-BYTERANGE:(\d+)@(\d+)\n(.+)/g)];
    expect(ranges).toHaveLength(5);
    for (const [, bytes, offset, name = ''] of ranges) {
      const file = await readFile(join(folder, trackFolder(video), name));
      const range = file.subarray(Number(offset), Number(offset) + Number(bytes));
      expect(range.toString('latin1', 4, 8)).toBe('moof');
      // Size of the first sample: 4-byte lengths and the NAL units of one access unit, the last of them an IDR slice (5).
      const sample = range.subarray(range.readUInt32BE(0) + 8);
      const types: number[] = [];
      let at = 0;
      for (; at < sample.byteLength; at += 4 + sample.readUInt32BE(at)) types.push(sample.readUInt8(at + 4) & 0x1f);
      expect(at).toBe(sample.byteLength);
      expect(types.at(-1)).toBe(5);
    }
  });

  it('a growing playlist shows what is there', async () => {
    await put(`${trackFolder(video)}/growing.m3u8`, writeMediaPlaylist(video, { ...options, segmentCount: 2 }));
    expect(await play(`${trackFolder(video)}/growing.m3u8`)).toEqual([60]);
  });

  it('names the codecs that are in it', () => {
    expect(video).toMatchObject({
      width: 96,
      height: 54,
      init: { codecs: expect.stringMatching(/^avc1\.[0-9a-f]{6}$/), timescale: 30000 },
    });
    expect(audio.init.codecs).toBe('mp4a.40.2');
  });
});
