import { readFile } from 'node:fs/promises';
import { beforeAll, expect, it } from 'vitest';
import { pictures, QUICK_H264, tone } from '../../support/make-source.ts';
import { usePipeline } from '../../support/use-pipeline.ts';
import { describeOutcome, judgeSource, playSource } from './support/judge-source.ts';
import { ascii, box, element, patchBox, u8, u16, u32, u64 } from './support/write-bytes.ts';
import { writeMatroska } from './support/write-matroska.ts';

/** Headers that claim what is not there: billions of frames, centuries, sizes without end. */
const pipeline = usePipeline();

const judge = async (bytes: Buffer): Promise<string> => describeOutcome(await judgeSource(pipeline, bytes));

const make = async (name: string, ...args: string[]): Promise<Buffer> => readFile(await pipeline.make(name, ...args));

/** A film of a second with pictures that were put in order (`ctts`), an edit list, and its header in front. */
let film: Buffer;
let song: Buffer;
beforeAll(async () => {
  const fast = ['-movflags', '+faststart'];
  film = await make('film.mp4', ...pictures('320x180', '25', 1), ...QUICK_H264, '-bf', '2', ...fast);
  song = await make('song.m4a', ...tone(1), '-c:a', 'aac', ...fast);
});

const MOST = 0xffffffff;

/** An AVI with other numbers in the header of its stream. */
const makeAvi = async (name: string, ...changes: readonly (readonly [number, number])[]): Promise<Buffer> => {
  const avi = await make(name, ...pictures('320x180', '25', 1), '-c:v', 'mjpeg');
  for (const [offset, value] of changes) avi.writeUInt32LE(value, avi.indexOf('strh') + 8 + offset);
  return avi;
};

it.each([
  ['stts: four billion frames in one entry', 'stts', 8, u32(MOST), 'video 320x180 1s'],
  ['stts: four billion entries', 'stts', 4, u32(MOST), 'too_complex'],
  ['stts: frames that last for ever', 'stts', 12, u32(0x7fffffff), 'too_long'],
  ['stts: frames that last no time', 'stts', 12, u32(0), 'video 320x180 0.1s'],
  ['stts: frames of negative length', 'stts', 12, u32(0x80000001), 'too_long'],
  ['stsz: four billion samples of a size each', 'stsz', 8, u32(MOST), 'not_media'],
  ['stsz: 100 million samples of a size each', 'stsz', 8, u32(100_000_000), 'not_media'],
  ['stsz: four billion samples of one byte', 'stsz', 4, Buffer.concat([u32(1), u32(MOST)]), 'truncated'],
  ['stsz: 20 million samples of one byte', 'stsz', 4, Buffer.concat([u32(1), u32(20_000_000)]), 'corrupt'],
  ['stsz: samples of four gigabytes', 'stsz', 4, Buffer.concat([u32(MOST), u32(25)]), 'truncated'],
  ['stsc: four billion samples in each chunk', 'stsc', 12, u32(MOST), 'video 320x180 0s'],
  ['stsc: four billion entries', 'stsc', 4, u32(MOST), 'not_media'],
  ['stco: four billion chunks', 'stco', 4, u32(MOST), 'too_complex'],
  ['ctts: four billion frames in one entry', 'ctts', 8, u32(MOST), 'video 320x180 1s'],
  ['ctts: four billion entries', 'ctts', 4, u32(MOST), 'not_media'],
  ['ctts: pictures that are shown 60 years late', 'ctts', 12, u32(0x7fffffff), 'video 320x180 1s'],
  ['elst: four billion entries', 'elst', 4, u32(MOST), 'video 320x180 1s'],
  ['elst: a start 90 years from now', 'elst', 12, u32(0x7fffffff), 'corrupt'],
  ['mdhd: two billion ticks a second', 'mdhd', 12, u32(0x7fffffff), 'video 320x180 0s'],
  ['mdhd: no ticks a second', 'mdhd', 12, u32(0), 'video 320x180 12289s'],
  ['mdhd: four billion ticks long', 'mdhd', 16, u32(MOST), 'video 320x180 1s'],
  ['mvhd: no ticks a second', 'mvhd', 12, u32(0), 'truncated'],
  ['mvhd: four billion ticks long', 'mvhd', 16, u32(MOST), 'truncated'],
  ['stsd: four billion kinds of sample', 'stsd', 4, u32(MOST), 'not_media'],
  ['stsd: pictures of 65535 × 65535', 'avc1', 24, u32(MOST), 'video 320x180 1s'],
])('a film, %s', async (_, type, offset, bytes, expected) => {
  expect(await judge(patchBox(film, type, offset, bytes))).toBe(expected);
});

it.each([
  ['stts: four billion frames in one entry', 'stts', 8, u32(MOST), '1 audio 1s'],
  ['stsz: four billion samples of one byte', 'stsz', 4, Buffer.concat([u32(1), u32(MOST)]), 'truncated'],
  ['mp4a: no samples a second', 'mp4a', 24, u32(0), '1 audio 1s'],
])('a song, %s', async (_, type, offset, bytes, expected) => {
  expect(await judge(patchBox(song, type, offset, bytes))).toBe(expected);
});

it.each([
  [
    'mdat: four exabytes',
    async () => {
      const at = film.indexOf('mdat', 0, 'latin1') - 4;
      return Buffer.concat([film.subarray(0, at), u32(1), ascii('mdat'), u64(2n ** 62n), film.subarray(at + 8)]);
    },
    'corrupt',
  ],
  [
    'moov: four gigabytes',
    async () => {
      return patchBox(film, 'moov', -8, u32(0xfffffff0));
    },
    'video 320x180 1s',
  ],
  [
    'boxes within boxes, 100,000 deep',
    async () => {
      const depth = 100_000;
      const nested = Buffer.concat(
        Array.from({ length: depth }, (_, i) =>
          Buffer.concat([u32(8 * (depth - i)), ascii(i === 0 ? 'moov' : 'trak')]),
        ),
      );
      return Buffer.concat([box('ftyp', ascii('isom\0\0\0\0isom')), nested]);
    },
    'no_playable_stream',
  ],
  [
    'boxes without content, 100,000 of them',
    async () =>
      Buffer.concat([
        box('ftyp', ascii('isom\0\0\0\0isom')),
        ...Array.from({ length: 100_000 }, () => box('free', Buffer.alloc(0))),
      ]),
    'truncated',
  ],
  [
    'a track without samples',
    async () => {
      return ['stts', 'stsz', 'stsc', 'stco', 'ctts'].reduce(
        (file, type) => patchBox(file, type, 4, type === 'stsz' ? u64(0n) : u32(0)),
        film,
      );
    },
    'truncated',
  ],
  [
    'Matroska without an end, of nothing but names',
    async () =>
      Buffer.concat([
        writeMatroska([{}], Buffer.alloc(10), { segmentBytes: 2n ** 56n - 1n }),
        ...Array.from({ length: 20_000 }, () => element('ec', Buffer.alloc(16))),
      ]),
    'corrupt',
  ],
  [
    'Matroska: tracks within tracks',
    async () => {
      let inner: Buffer = Buffer.alloc(0);
      for (let i = 0; i < 2000; i++) inner = element('1654ae6b', inner);
      return writeMatroska([{}], Buffer.alloc(10), { before: inner });
    },
    'corrupt',
  ],
  [
    'Matroska: a duration of 30,000 years',
    async () => {
      const duration = Buffer.alloc(8);
      duration.writeDoubleBE(1e15);
      const info = element(
        '1549a966',
        Buffer.concat([element('2ad7b1', u8(0x0f, 0x42, 0x40)), element('4489', duration)]),
      );
      return writeMatroska([{}], Buffer.alloc(10), { before: info });
    },
    'truncated',
  ],
  [
    'a sound of centuries: WAV',
    async () => {
      const wav = await make('s.wav', ...tone(1), '-fflags', '+bitexact');
      wav.writeUInt32LE(MOST, 4);
      wav.writeUInt32LE(MOST, wav.indexOf('data') + 4);
      return wav;
    },
    '1 audio 1s',
  ],
  [
    'a sound of one sample in four seconds: WAV',
    async () => {
      const wav = await make('t.wav', ...tone(1), '-fflags', '+bitexact');
      wav.writeUInt32LE(1, 24);
      return wav;
    },
    'too_long',
  ],
  [
    'a sound of centuries: AIFF',
    async () => patchBox(await make('s.aiff', ...tone(1)), 'COMM', 6, u32(MOST)),
    'not_media',
  ],
  [
    'a sound of centuries: FLAC',
    async () => {
      const flac = await make('s.flac', ...tone(1));
      flac.fill(0xff, 22, 26); // the last 32 of the 36 bits that count samples
      flac[21] = (flac[21] ?? 0) | 0x0f;
      return flac;
    },
    '1 audio 1s',
  ],
  ['an AVI of a billion frames a second', () => makeAvi('f.avi', [20, 1], [24, 1_000_000_000]), 'video 320x180 0s'],
  ['an AVI of no frames a second, four billion of them', () => makeAvi('g.avi', [24, 0], [32, MOST]), 'truncated'],
  [
    'an FLV of 10^12 seconds with one picture',
    async () => {
      const flv = await make('f.flv', ...pictures('320x180', '25', 1), '-frames:v', '1', '-c:v', 'flv1');
      flv.writeDoubleBE(1e12, flv.indexOf('duration') + 9);
      return flv;
    },
    'truncated',
  ],
  [
    'an MP3 behind 30 MB of tags',
    async () => {
      const mp3 = await make('s.mp3', ...tone(1), '-id3v2_version', '0');
      const size = 30_000_000;
      const header = Buffer.concat([
        ascii('ID3'),
        u16(0x0300),
        u8(0),
        u8((size >> 21) & 127, (size >> 14) & 127, (size >> 7) & 127, size & 127),
      ]);
      return Buffer.concat([header, Buffer.alloc(size), mp3]);
    },
    '1 audio 1s',
  ],
  [
    'an MP3 whose tags claim 256 MB',
    async () => {
      const mp3 = await make('u.mp3', ...tone(1), '-id3v2_version', '0');
      return Buffer.concat([ascii('ID3'), u16(0x0300), u8(0, 127, 127, 127, 127), ascii('APIC'), u32(0x7fffffff), mp3]);
    },
    'not_media',
  ],
  [
    'a Y4M of a billion frames a second',
    async () => {
      const y4m = await make('f.y4m', ...pictures('64x64', '25', 1));
      return Buffer.concat([
        ascii('YUV4MPEG2 W64 H64 F1000000000:1 Ip C420jpeg\n'),
        y4m.subarray(y4m.indexOf('\n') + 1),
      ]);
    },
    'video 64x64 0s',
  ],
] as const)('%s', async (_, write, expected) => {
  expect(await judge(await write())).toBe(expected);
});

it.each([
  ['stsc: four billion samples in each chunk', () => patchBox(film, 'stsc', 12, u32(MOST)), 0.04],
  ['mdhd: two billion ticks a second', () => patchBox(film, 'mdhd', 12, u32(0x7fffffff)), 0.02],
  ['frames that last no time', () => patchBox(film, 'stts', 12, u32(0)), 0.1],
  ['an edit list of four billion entries', () => patchBox(film, 'elst', 4, u32(MOST)), 1],
])('%s: what is left is played to its end', async (_, write, seconds) => {
  expect((await playSource(pipeline, write())).seconds).toBeCloseTo(seconds, 1);
});
