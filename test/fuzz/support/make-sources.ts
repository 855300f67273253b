import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { ffmpeg, pictures, QUICK_H264, tone } from '../../support/make-source.ts';
import type { FuzzSource } from './mutate.ts';

const H264 = [...QUICK_H264, '-g', '25', '-c:a', 'aac'];
const SHORT = [...pictures('160x90', '25', 2), ...tone(2)];

/** One of each kind of container, two seconds long. */
const RECIPES: Readonly<Record<string, readonly string[]>> = {
  'faststart.mp4': [...SHORT, ...H264, '-movflags', '+faststart'],
  'camera.mov': [...SHORT, ...H264, '-bf', '2'],
  'fragmented.mp4': [...SHORT, ...H264, '-movflags', '+frag_keyframe+empty_moov'],
  'screen.webm': [...SHORT, '-c:v', 'libvpx', '-deadline', 'realtime', '-c:a', 'libvorbis'],
  'film.mkv': [...SHORT, ...H264],
  'broadcast.ts': [...SHORT, ...H264],
  'song.mp3': [...tone(4), '-c:a', 'libmp3lame'],
  'song.aac': [...tone(4), '-c:a', 'aac'],
  'song.flac': [...tone(2)],
  'song.wav': [...tone(2)],
};

export const makeSources = async (folder: string): Promise<FuzzSource[]> => {
  for (const [name, args] of Object.entries(RECIPES)) await ffmpeg(...args, '-t', '4', join(folder, name));
  return readSources(folder);
};

/** All files of a folder that are media, by their names. */
export const readSources = async (folder: string): Promise<FuzzSource[]> => {
  const entries = await readdir(folder, { withFileTypes: true });
  const names = entries
    .filter((entry) => entry.isFile() && !/^\.|\.(md|txt)$/.test(entry.name))
    .map(({ name }) => name);
  return Promise.all(names.sort().map(async (name) => ({ name, bytes: await readFile(join(folder, name)) })));
};
