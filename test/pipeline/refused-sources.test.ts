import { copyFile, truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { pictures, QUICK_H264 } from '../support/make-source.ts';
import { probe, storeOriginal } from '../support/process-file.ts';
import { usePipeline } from '../support/use-pipeline.ts';

const pipeline = usePipeline();

describe('what cannot be played is refused with its reason', () => {
  const refusal = async (file: string): Promise<string> => {
    const outcome = await probe(pipeline.store, await storeOriginal(pipeline.store, file));
    if (outcome.ok) throw new Error(`accepted: ${JSON.stringify(outcome.probe)}`);
    expect(outcome.failure.message).toMatch(/^[A-Z].*\.$/);
    return outcome.failure.code;
  };
  const write = async (name: string, content: string | Uint8Array): Promise<string> => {
    const file = join(pipeline.folder, name);
    await writeFile(file, content);
    return file;
  };

  it.each([
    ['text', 'The quick brown fox jumps over the lazy dog.\n'.repeat(500)],
    ['a web page', '<!doctype html><html><body><video src="x.mp4"></video></body></html>'],
    ['a picture', '<svg xmlns="http://www.w3.org/2000/svg" width="10" height="10"/>'],
    ['an archive', Buffer.from('504b0304140000000800', 'hex')],
    ['noise', Buffer.from(Array.from({ length: 50_000 }, (_, i) => (i * 7919 + (i >> 3)) % 256))],
    ['subtitles', '1\n00:00:01,000 --> 00:00:02,000\nHello\n'],
  ])('%s: not_media', async (name, content) => {
    expect(await refusal(await write(name.replaceAll(' ', '-'), content))).toBe('not_media');
  });

  it.each([
    ['an HLS playlist', '#EXTM3U\n#EXT-X-TARGETDURATION:10\n#EXTINF:10,\nfile:///etc/passwd\n#EXT-X-ENDLIST\n'],
    ['a concat script', "ffconcat version 1.0\nfile '/etc/passwd'\n"],
    [
      'a DASH manifest',
      '<?xml version="1.0"?><MPD xmlns="urn:mpeg:dash:schema:mpd:2011" profiles="urn:mpeg:dash:profile:isoff-on-demand:2011"><Period><BaseURL>http://127.0.0.1:1/</BaseURL></Period></MPD>',
    ],
  ])('%s: unsupported_format', async (name, content) => {
    expect(await refusal(await write(`${name.replaceAll(' ', '-')}.mp4`, content))).toBe('unsupported_format');
  });

  it('a video without its end: truncated, index in front or behind', async () => {
    for (const flags of ['+faststart', '0']) {
      const whole = await pipeline.make(
        `whole${flags}.mp4`,
        ...pictures('320x180', '25', 8),
        ...QUICK_H264,
        '-movflags',
        flags,
      );
      const cut = join(pipeline.folder, `cut${flags}.mp4`);
      await copyFile(whole, cut);
      await truncate(cut, 30_000);
      expect(await refusal(cut)).toBe('truncated');
    }
  });

  it('only subtitles inside: no_playable_stream', async () => {
    const words = await write('words.srt', '1\n00:00:01,000 --> 00:00:02,000\nHello\n');
    expect(await refusal(await pipeline.make('words.mkv', '-i', words, '-c', 'copy'))).toBe('no_playable_stream');
  });

  it('a header with huge pictures: too_many_pixels, and quickly', async () => {
    const file = await pipeline.make(
      'bomb.mkv',
      ...pictures('9000x9000', '1', 1),
      '-frames:v',
      '1',
      '-c:v',
      'mjpeg',
      '-q:v',
      '31',
      '-pix_fmt',
      'yuvj420p',
    );
    expect(await refusal(file)).toBe('too_many_pixels');
  });
});
