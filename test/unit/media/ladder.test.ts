import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fitLadder } from '../../../shared/media/ladder.ts';
import { DEFAULT_CONFIG } from '../../../shared/runtime/config.ts';

const { ladder } = DEFAULT_CONFIG.encoding;
const listRungs = (width: number, height: number): string[] =>
  fitLadder({ width, height }, ladder).map((rung) => `${rung.name} ${rung.width}x${rung.pictureHeight}`);

describe('fitLadder', () => {
  it.each([
    [1920, 1080, ['1080p 1920x1080', '720p 1280x720', '540p 960x540', '360p 640x360', '234p 416x234']],
    [1080, 1920, ['1080p 1080x1920', '720p 720x1280', '540p 540x960', '360p 360x640', '234p 234x416']],
    [3840, 2160, ['1080p 1920x1080', '720p 1280x720', '540p 960x540', '360p 640x360', '234p 416x234']],
    [854, 480, ['480p 854x480', '360p 640x360', '234p 416x234']],
    [640, 368, ['360p 626x360', '234p 406x234']],
    [300, 200, ['200p 300x200']],
    [853, 479, ['478p 852x478', '360p 642x360', '234p 416x234']],
    [1, 1, ['2p 2x2']],
    [1280, 360, ['360p 1280x360', '234p 832x234']],
  ])('%i×%i', (width, height, expected) => {
    expect(listRungs(width, height)).toEqual(expected);
  });

  it('never enlarges, never distorts, keeps sides even, names unique, and always gives something', () => {
    fc.assert(
      fc.property(fc.integer({ min: 2, max: 16000 }), fc.integer({ min: 2, max: 9000 }), (width, height) => {
        const rungs = fitLadder({ width, height }, ladder);
        expect(rungs.length).toBeGreaterThan(0);
        expect(new Set(rungs.map((rung) => rung.name)).size).toBe(rungs.length);
        for (const rung of rungs) {
          expect(rung.width % 2 === 0 && rung.pictureHeight % 2 === 0).toBe(true);
          expect(rung.width).toBeLessThanOrEqual(width);
          expect(rung.pictureHeight).toBeLessThanOrEqual(height);
          // Each side is at most a pixel away from the exact shape, or at the least an encoder can write.
          const scale = Math.max(rung.width / width, rung.pictureHeight / height);
          expect(Math.abs(rung.width - width * scale)).toBeLessThanOrEqual(2 + (2 * width) / height);
          expect(Math.abs(rung.pictureHeight - height * scale)).toBeLessThanOrEqual(2 + (2 * height) / width);
        }
      }),
    );
  });
});
