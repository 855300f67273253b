import { execFile } from 'node:child_process';
import { stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { Media } from '../../shared/api/schemas/media.ts';
import type { Config } from '../../shared/runtime/config.ts';
import type { Service } from '../acceptance/support/service.ts';
import { longArguments } from './bare-arguments.ts';
import { followToEnd, uploadFile } from './client.ts';
import type { Figure } from './report.ts';
import { runFfmpeg } from './run-ffmpeg.ts';

const BITS_RATIO = 1.005;
const SSIM_LOSS = 0.001;
const LONGEST_MS = 60 * 60_000;

/** What it costs, in bits and in likeness, that a media is encoded in ranges: against one long encode of each rung at the same CRF. */
export const benchBits = async (
  { url }: Service,
  source: string,
  folder: string,
  encoding: Config['encoding'],
): Promise<readonly Figure[]> => {
  const media = await followToEnd(url, await uploadFile(url, source, 'bits'), LONGEST_MS);
  if (media?.status !== 'Ready') throw new Error(`the media is ${media?.status ?? 'not done in time'}`);
  const figures: Figure[] = [];
  let [ours, theirs] = [0, 0];
  for (const rung of encoding.ladder) {
    const [own, long] = [join(folder, `own-${rung.name}.mp4`), join(folder, `long-${rung.name}.mp4`)];
    await writeFile(own, await fetchTrack(media, rung.name));
    await runFfmpeg(longArguments(source, long, rung, encoding));
    const [bytes, longBytes] = [(await stat(own)).size, (await stat(long)).size];
    const loss = (await measureSsim(long, source)) - (await measureSsim(own, source));
    ours += bytes;
    theirs += longBytes;
    figures.push(
      { name: `${rung.name}: bits, against one long encode`, value: bytes / longBytes },
      { name: `${rung.name}: SSIM lost`, value: loss, target: SSIM_LOSS },
    );
  }
  return [
    ...figures,
    { name: 'bits of all, against one long encode of each', value: ours / theirs, target: BITS_RATIO },
  ];
};

/** Its init segment and all others in one file: ffmpeg's own reader of HLS moves pictures where they are reordered more than before. */
const fetchTrack = async ({ playback }: Media, name: string): Promise<Buffer> => {
  if (!playback?.hls) throw new Error('the media has no HLS address');
  const playlist = new URL(`video/${name}/playlist.m3u8`, playback.hls);
  const names = (await (await fetch(playlist)).text()).match(/(?<=^|")(init\.mp4|seg-\d+\.m4s)/gm) ?? [];
  const parts: Buffer[] = [];
  for (const part of names) parts.push(Buffer.from(await (await fetch(new URL(part, playlist))).arrayBuffer()));
  return Buffer.concat(parts);
};

/** Mean structural similarity of all pictures with those of the source, scaled to the same size. */
const measureSsim = async (file: string, source: string): Promise<number> => {
  const graph = '[0:v]setpts=PTS-STARTPTS[a];[1:v]setpts=PTS-STARTPTS[s];[s][a]scale2ref[r][b];[b][r]ssim';
  const args = ['-hide_banner', '-nostdin', '-i', file, '-i', source, '-lavfi', graph, '-f', 'null', '-'];
  const { stderr } = await promisify(execFile)('ffmpeg', args, { maxBuffer: 64 * 1024 * 1024 });
  const found = /SSIM .*All:([\d.]+)/.exec(stderr)?.[1];
  if (found === undefined) throw new Error(`ffmpeg told no SSIM of ${file}: ${stderr.slice(-500)}`);
  return Number(found);
};
