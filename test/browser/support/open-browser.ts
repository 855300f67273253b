import bundled from '@sparticuz/chromium';
import { type Browser, chromium } from 'playwright-core';

/** A real Chromium with H.264 and AAC, from npm. `CHROMIUM` names another one. */
export const openBrowser = async (): Promise<Browser> =>
  chromium.launch({
    executablePath: process.env.CHROMIUM ?? (await bundled.executablePath()),
    headless: true,
    args: ['--no-sandbox', '--disable-background-networking', '--autoplay-policy=no-user-gesture-required'],
  });
