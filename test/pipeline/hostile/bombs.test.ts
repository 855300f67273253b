import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { deflateSync } from 'node:zlib';
import { expect, it } from 'vitest';
import { pictures, QUICK_H264, tone } from '../../support/make-source.ts';
import { probe } from '../../support/process-file.ts';
import { usePipeline } from '../../support/use-pipeline.ts';
import { describeOutcome, judgeSource, playSource, storeBytes } from './support/judge-source.ts';
import { ascii, box, u8, u32 } from './support/write-bytes.ts';
import { writeH264Start } from './support/write-h264.ts';
import { writeMatroska } from './support/write-matroska.ts';
import { writeCrowdedTransportStream } from './support/write-transport-stream.ts';

/** Few bytes that would become many: pictures, tables, streams, compressed data. */
const pipeline = usePipeline();

const judge = async (bytes: Buffer): Promise<string> => describeOutcome(await judgeSource(pipeline, bytes));

const make = async (name: string, ...args: string[]): Promise<Buffer> => readFile(await pipeline.make(name, ...args));

/** Other sides for the PNG inside a file. */
const swellPng = (file: Buffer, side: number): Buffer => {
  const at = file.indexOf('IHDR', 0, 'latin1');
  if (at < 0) throw new Error('there is no PNG in the file');
  const swollen = Buffer.from(file);
  u32(side).copy(swollen, at + 4);
  u32(side).copy(swollen, at + 8);
  return swollen;
};

it.each([
  ['mp3', ['-c:a', 'libmp3lame'], '1 audio 1s'],
  ['m4a', ['-c:a', 'aac'], '1 audio 1s'],
  // FLAC says beside the picture how large it is; that the picture is another is found out by who makes the poster.
  ['flac', ['-c:a', 'flac'], '1 audio 1s, cover'],
])('a cover of 900 million pixels in %s: the song is played', async (format, codec, expected) => {
  const cover = await pipeline.make(`${format}.png`, ...pictures('64x64', '1', 1), '-frames:v', '1');
  const song = await make(
    `song.${format}`,
    ...['-i', cover, ...tone(1), '-map', '1', '-map', '0', '-c:v', 'copy', '-disposition:v', 'attached_pic', ...codec],
  );
  expect(await judge(swellPng(song, 30_000))).toBe(expected);
});

it('a poster of 900 million pixels', async () => {
  const cover = await pipeline.make('poster.png', ...pictures('64x64', '1', 1), '-frames:v', '1');
  const tags = ['-map', '1', '-map', '0', '-c:v', 'copy', '-disposition:v', 'attached_pic'];
  const song = await make('poster.flac', '-i', cover, ...tone(1), ...tags);
  await expect(playSource(pipeline, swellPng(song, 30_000))).rejects.toMatchObject({ code: 'too_many_pixels' });
});

/** Pictures of H.264 with the header that they are of 131 million pixels, in Matroska with a time for each. */
const growingFilm = async (name: string, ...pieces: readonly Buffer[]): Promise<Buffer> => {
  const raw = join(pipeline.folder, `${name}.h264`);
  await writeFile(raw, Buffer.concat(pieces));
  return make(`${name}.mkv`, '-fflags', '+genpts', '-framerate', '25', '-f', 'h264', '-i', raw, '-c', 'copy');
};
const HUGE = Buffer.concat(Array.from({ length: 25 }, () => writeH264Start(16_000, 8192)));

it('H.264 of 131 million pixels', async () => {
  expect(await judge(await growingFilm('huge', HUGE))).toBe('too_many_pixels');
});

it('H.264 that grows to 131 million pixels on the way: the last good picture stands still', async () => {
  const small = await make('small.h264', ...pictures('320x180', '25', 2), ...QUICK_H264, '-bf', '0');
  expect(await playSource(pipeline, await growingFilm('growing', small, HUGE, small))).toMatchObject({ seconds: 5 });
});

it('a GIF of 65535 × 65535', async () => {
  const canvas = Buffer.from('ffffffff', 'hex');
  const image = Buffer.from('2c00000000ffffffff00020302440100', 'hex');
  const gif = Buffer.concat([
    ascii('GIF89a'),
    canvas,
    Buffer.from('800000000000ffffff', 'hex'),
    image,
    image,
    u8(0x3b),
  ]);
  expect(await judge(gif)).toBe('too_many_pixels');
});

it('Matroska: 200 MB of zeros deflated into a block', async () => {
  expect(await judge(writeMatroska([{ isDeflated: true }], Buffer.alloc(200_000_000)))).toBe('no_playable_stream');
});

it('Matroska: 5,000 tracks', async () => {
  const tracks = Array.from({ length: 5000 }, () => ({}));
  expect(await judge(writeMatroska(tracks, Buffer.alloc(10)))).toBe('too_many_streams');
});

it('MOV: 5,000 tracks', async () => {
  const film = await make('film.mp4', ...pictures('64x64', '25', 1), ...QUICK_H264, '-movflags', '+faststart');
  const at = film.indexOf('moov', 0, 'latin1') - 4;
  const moov = film.subarray(at + 8, at + film.readUInt32BE(at));
  const trak = moov.indexOf('trak', 0, 'latin1') - 4;
  const track = moov.subarray(trak, trak + moov.readUInt32BE(trak));
  const crowded = box('moov', Buffer.concat([moov, ...Array.from({ length: 5000 }, () => track)]));
  expect(await judge(Buffer.concat([film.subarray(0, at), crowded, film.subarray(at + film.readUInt32BE(at))]))).toBe(
    'too_many_streams',
  );
});

it('MPEG-TS: 6,000 streams', async () => {
  expect(await judge(writeCrowdedTransportStream())).toBe('too_many_streams');
});

it.each([
  ['that claims two gigabytes', 2_000_000_000, Buffer.alloc(1000), 'too_complex'],
  ['of 200 MB of zeros', 200_000_000, Buffer.alloc(200_000_000), 'no_playable_stream'],
])('MOV: a compressed header %s', async (_, claimed, content, expected) => {
  const dcom = box('dcom', ascii('zlib'));
  const cmvd = box('cmvd', Buffer.concat([u32(claimed), deflateSync(content, { level: 9 })]));
  const file = Buffer.concat([
    box('ftyp', ascii('qt  \0\0\0\0qt  ')),
    box('moov', box('cmov', Buffer.concat([dcom, cmvd]))),
  ]);
  expect(await judge(file)).toBe(expected);
});

it('attachments and tags of Matroska that claim more than there is', async () => {
  const before = Buffer.concat([Buffer.from('1941a469', 'hex'), u8(0x01), u8(0, 0, 0x7f, 0xff, 0xff, 0xff, 0xff)]);
  expect(await judge(writeMatroska([{}], Buffer.alloc(100), { before }))).toBe('corrupt');
});

it('more packets than any media of the accepted length has', async () => {
  const film = await make('packets.mp4', ...pictures('64x64', '25', 4), ...QUICK_H264);
  const outcome = await probe(pipeline.store, await storeBytes(pipeline, film), { maxDurationSeconds: 0.05 });
  expect(describeOutcome(outcome)).toBe('too_complex');
});
