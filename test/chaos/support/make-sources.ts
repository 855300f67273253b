import { open, readFile, stat, truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { MediaFailureCode } from '../../../shared/media/failure.ts';
import { ffmpeg, pictures, QUICK_H264, tone } from '../../support/make-source.ts';

/** A file to upload, and what it deserves. */
export interface Source {
  readonly name: string;
  readonly bytes: Buffer<ArrayBuffer>;
  readonly contentType: string;
  readonly deserves: 'Ready' | MediaFailureCode;
}

interface Recipe {
  readonly name: string;
  readonly contentType: string;
  readonly deserves: Source['deserves'];
  readonly make: (file: string) => Promise<unknown>;
}

const AAC = ['-c:a', 'aac', '-b:a', '96k'];
const SIZE = '320x180';

/** Appends an empty box, so that the file goes up in parts. */
const pad = async (file: string, bytes: number): Promise<void> => {
  const header = Buffer.alloc(8);
  header.writeUInt32BE(bytes);
  header.write('free', 4);
  const handle = await open(file, 'a');
  await handle.write(header);
  await handle.close();
  await truncate(file, (await stat(file)).size + bytes - header.length);
};
const SEVERAL_PARTS = 12_000_000;

/** The first ones are what a short run takes. */
const RECIPES: readonly Recipe[] = [
  {
    name: 'film.mp4',
    contentType: 'video/mp4',
    deserves: 'Ready',
    make: (file) => ffmpeg(...pictures(SIZE, '30', 14), ...tone(14), ...QUICK_H264, ...AAC, file),
  },
  {
    name: 'large.mp4',
    contentType: 'video/mp4',
    deserves: 'Ready',
    make: async (file) => {
      await ffmpeg(...pictures(SIZE, '25', 8), ...tone(8), ...QUICK_H264, ...AAC, '-movflags', '+faststart', file);
      await pad(file, SEVERAL_PARTS);
    },
  },
  {
    name: 'truncated.mp4',
    contentType: 'video/mp4',
    deserves: 'truncated',
    make: async (file) => {
      await ffmpeg(...pictures(SIZE, '25', 4), ...QUICK_H264, file);
      await truncate(file, Math.floor((await stat(file)).size / 2));
    },
  },
  {
    // Long enough to be cut into ranges.
    name: 'song.m4a',
    contentType: 'audio/mp4',
    deserves: 'Ready',
    make: (file) => ffmpeg(...tone(150, 44_100), ...AAC, file),
  },
  {
    // Long enough to be copied before it is cut into ranges.
    name: 'stream.ts',
    contentType: 'video/mp2t',
    deserves: 'Ready',
    make: (file) => ffmpeg(...pictures(SIZE, '25', 20), ...tone(20), ...QUICK_H264, ...AAC, '-f', 'mpegts', file),
  },
  {
    name: 'letter.txt',
    contentType: 'text/plain',
    deserves: 'not_media',
    make: (file) => writeFile(file, 'This is no film.\n'.repeat(200)),
  },
  {
    name: 'web.webm',
    contentType: 'video/webm',
    deserves: 'Ready',
    make: (file) =>
      ffmpeg(
        ...[...pictures(SIZE, '24', 7), ...tone(7), '-c:v', 'libvpx-vp9', '-deadline', 'realtime', '-cpu-used', '8'],
        ...['-c:a', 'libopus', file],
      ),
  },
  {
    name: 'show.mkv',
    contentType: 'video/x-matroska',
    deserves: 'Ready',
    make: (file) => ffmpeg(...pictures(SIZE, '30000/1001', 13), ...tone(13), ...QUICK_H264, '-c:a', 'flac', file),
  },
  {
    name: 'playlist.m3u8',
    contentType: 'application/vnd.apple.mpegurl',
    deserves: 'unsupported_format',
    make: (file) => writeFile(file, '#EXTM3U\n#EXT-X-TARGETDURATION:6\n#EXT-X-ENDLIST\n'),
  },
  {
    name: 'silent.mov',
    contentType: 'video/quicktime',
    deserves: 'Ready',
    make: (file) => ffmpeg(...pictures('180x320', '60', 2), ...QUICK_H264, file),
  },
  {
    name: 'song.mp3',
    contentType: 'audio/mpeg',
    deserves: 'Ready',
    make: (file) => ffmpeg(...tone(10, 44_100), '-c:a', 'libmp3lame', file),
  },
];

export const MAX_SOURCES = RECIPES.length;

/** The first `count` sources, made anew: several kinds of media, and some that are none. */
export const makeSources = async (folder: string, count: number): Promise<Source[]> => {
  const sources: Source[] = [];
  for (const { name, contentType, deserves, make } of RECIPES.slice(0, count)) {
    const file = join(folder, name);
    await make(file);
    sources.push({ name, contentType, deserves, bytes: await readFile(file) });
  }
  return sources;
};
