import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { describeInit } from '../../../shared/packaging/describe-init.ts';
import { nameCodec } from '../../../shared/packaging/name-codec.ts';
import { PackagingError } from '../../../shared/packaging/packaging-error.ts';
import { findBox, readBoxes } from '../../../shared/packaging/read-boxes.ts';
import { writeAudioInit } from '../../../shared/packaging/write-audio-init.ts';
import { box } from '../../../shared/packaging/write-boxes.ts';
import { runFfmpeg } from './support/run-ffmpeg.ts';

const encode = async (codec: readonly string[], source = 'testsrc2=s=160x90:r=25:d=0.2'): Promise<Buffer> => {
  const bytes = await runFfmpeg([
    ...[
      '-f',
      'lavfi',
      '-i',
      source,
      ...codec,
      '-threads',
      '1',
      '-movflags',
      '+frag_keyframe+cmaf',
      '-f',
      'mp4',
      'pipe:1',
    ],
  ]);
  const [ftyp, moov] = readBoxes(bytes);
  return bytes.subarray(ftyp?.start, moov?.end);
};

describe('the facts of an init segment', () => {
  it.each([
    ['H.264', ['-c:v', 'libx264', '-profile:v', 'high', '-level', '3.1', '-pix_fmt', 'yuv420p'], 'avc1.64001f'],
    [
      'H.264 baseline',
      ['-c:v', 'libx264', '-profile:v', 'baseline', '-level', '3', '-pix_fmt', 'yuv420p'],
      'avc1.42c01e',
    ],
    [
      'HEVC',
      ['-c:v', 'libx265', '-x265-params', 'log-level=0:pools=none', '-tag:v', 'hvc1', '-pix_fmt', 'yuv420p'],
      'hvc1.1.6.L30.90',
    ],
    [
      'HEVC 10 bit',
      ['-c:v', 'libx265', '-x265-params', 'log-level=0:pools=none', '-pix_fmt', 'yuv420p10le'],
      'hev1.2.4.L30.90',
    ],
    ['AV1', ['-c:v', 'libsvtav1', '-preset', '12', '-pix_fmt', 'yuv420p'], 'av01.0.00M.08'],
  ])('%s', async (_, codec, codecs) => {
    const init = await encode(codec);
    expect(describeInit(init)).toEqual({
      kind: 'video',
      width: 160,
      height: 90,
      init: {
        bytes: init.byteLength,
        sha256: createHash('sha256').update(init).digest('hex'),
        codecs,
        timescale: 12800,
      },
    });
  });

  it('AAC as ffmpeg muxes it, and as we do', async () => {
    const expected = { kind: 'audio', channels: 2, init: { codecs: 'mp4a.40.2', timescale: 44100 } };
    const foreign = await encode(['-c:a', 'aac', '-ac', '2'], 'sine=r=44100:d=0.2');
    expect(describeInit(foreign)).toMatchObject(expected);
    const config = { sampleRate: 44100, channels: 2, audioSpecificConfig: Uint8Array.of(0x12, 0x10) };
    expect(describeInit(writeAudioInit({ config, primingSamples: 1024, presentedSamples: 2 ** 33 }))).toMatchObject(
      expected,
    );
  });

  it('a codec without a name is refused by its own', async () => {
    const error = { code: 'unsupported_codec', message: expect.stringContaining('"Opus"') };
    const init = await encode(['-c:a', 'libopus'], 'sine=r=48000:d=0.2');
    expect(() => describeInit(init)).toThrow(expect.objectContaining(error));
    const esds = Buffer.from(
      '00000000' + '0319000100' + '0411' + '6b15000000' + '0000000000000000' + '05021210' + '060102',
      'hex',
    );
    expect(() => nameCodec('mp4a', box('esds', esds))).toThrow(/0x6b/);
  });

  it('escaped audio object types and higher tiers have their names', () => {
    const usac = Buffer.from(
      '00000000' + '0317000100' + '0411' + '4015000000' + '0000000000000000' + '0502f944',
      'hex',
    );
    expect(nameCodec('mp4a', box('esds', usac))).toBe('mp4a.40.42');
    const main10HighTier = Buffer.from('01' + '22' + '20000000' + 'b00000000000' + '99', 'hex');
    expect(nameCodec('hvc1', box('hvcC', main10HighTier))).toBe('hvc1.2.4.H153.b0');
    expect(nameCodec('av01', box('av1C', Buffer.from('814dc000', 'hex')))).toBe('av01.2.13H.10');
    expect(nameCodec('av01', box('av1C', Buffer.from('814de000', 'hex')))).toBe('av01.2.13H.12');
  });

  describe('with damage', () => {
    let init: Buffer;
    beforeAll(async () => {
      init = await encode(['-c:v', 'libx264', '-pix_fmt', 'yuv420p']);
    });

    it('is described or refused, never anything else', () => {
      const change = fc.tuple(fc.nat(init.byteLength - 1), fc.nat(255));
      fc.assert(
        fc.property(fc.array(change, { maxLength: 4 }), fc.nat(init.byteLength), (changes, end) => {
          const bytes = Buffer.from(init.subarray(0, end));
          for (const [at, value] of changes) if (at < end) bytes[at] = value;
          try {
            describeInit(bytes);
          } catch (error) {
            if (!(error instanceof PackagingError)) throw error;
          }
        }),
        { numRuns: 1000 },
      );
    });
  });
});

describe('walking boxes', () => {
  const bytes = (hex: string) => Buffer.from(hex.replaceAll(' ', ''), 'hex');

  it('knows all three kinds of size', () => {
    const file = bytes('00000009 66726565 aa 00000001 6d646174 0000000000000012 bbcc 00000000 736b6970 ddee');
    expect([...readBoxes(file)]).toEqual([
      { type: 'free', start: 0, contentStart: 8, end: 9 },
      { type: 'mdat', start: 9, contentStart: 25, end: 27 },
      { type: 'skip', start: 27, contentStart: 35, end: 37 },
    ]);
    expect(findBox(file, ['skip'])).toEqual(bytes('ddee'));
    expect(findBox(file, ['skip', 'none'].slice(1))).toBeUndefined();
  });

  it.each([
    '00',
    '00000007 66726565',
    '00000009 66726565',
    '00000001 66726565',
    '00000001 66726565 000000000000000f',
    '00000001 66726565 ffffffffffffffff',
  ])('refuses %s', (hex) => {
    expect(() => [...readBoxes(bytes(hex))]).toThrow(expect.objectContaining({ code: 'malformed' }));
  });
});
