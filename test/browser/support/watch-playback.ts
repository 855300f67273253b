import type { Page } from 'playwright-core';

export interface Playback {
  readonly currentTime: number;
  readonly duration: number;
  readonly hasEnded: boolean;
  readonly longestStallMs: number;
  readonly error: string | null;
  readonly corruptedFrames: number;
}

interface Watched {
  watch?: { longestStallMs: number };
}

/** From now on measures for how long the page's video stands still although it should play. */
export const watchPlayback = (page: Page): Promise<void> =>
  page.evaluate(() => {
    const video = document.querySelector('video');
    if (!video) throw new Error('The page has no video');
    const watch = { longestStallMs: 0 };
    (globalThis as Watched).watch = watch;
    let lastTime = video.currentTime;
    let lastMove = performance.now();
    setInterval(() => {
      const now = performance.now();
      // Starting and seeking take the time they take.
      const isExcused = video.paused || video.seeking || video.ended || video.currentTime === 0;
      if (isExcused || video.currentTime !== lastTime) lastMove = now;
      else watch.longestStallMs = Math.max(watch.longestStallMs, now - lastMove);
      lastTime = video.currentTime;
    }, 25);
  });

export const readPlayback = (page: Page): Promise<Playback> =>
  page.evaluate(() => {
    const video = document.querySelector('video');
    if (!video) throw new Error('The page has no video');
    return {
      currentTime: video.currentTime,
      duration: video.duration,
      hasEnded: video.ended,
      longestStallMs: (globalThis as Watched).watch?.longestStallMs ?? 0,
      error: video.error && `${video.error.code} ${video.error.message}`,
      corruptedFrames: (video.getVideoPlaybackQuality() as { corruptedVideoFrames?: number }).corruptedVideoFrames ?? 0,
    };
  });

export const seek = (page: Page, seconds: number): Promise<void> =>
  page.evaluate((target) => {
    const video = document.querySelector('video');
    if (video) video.currentTime = target;
  }, seconds);

/** Waits until the video has been played up to `seconds`, at its own speed. */
export const playTo = async (page: Page, seconds: number): Promise<void> => {
  await page.waitForFunction((target) => (document.querySelector('video')?.currentTime ?? 0) >= target, seconds, {
    timeout: 90_000,
    polling: 100,
  });
};
