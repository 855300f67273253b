import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import type { Media } from '../../shared/api/schemas/media.ts';
import { MEDIA_FAILURES } from '../../shared/media/failure.ts';

const run = promisify(execFile);

/** A pixel or two of an even side; more is a distortion. */
const SHAPE_PIXELS = 2;
/** How much what is played may be shorter or longer than what was probed. */
const DURATION_SLACK_SECONDS = 0.6;

/** What is wrong with an ended media, as sentences; empty if all is well. Ready ones are decoded whole, as a viewer would. */
export const judgeMedia = async (media: Media): Promise<string[]> => {
  if (media.status === 'Errored') {
    const known = media.error && Object.hasOwn(MEDIA_FAILURES, media.error.code);
    return known && media.error?.message
      ? []
      : [`an error without a known code and sentence: ${JSON.stringify(media.error)}`];
  }
  const faults = [...judgeShapes(media)];
  const url = media.playback?.hls;
  if (!url) return [...faults, 'Ready without an HLS address'];
  for (const rendition of media.renditions) {
    if (rendition.status !== 'Ready') {
      faults.push(`${rendition.name} is ${rendition.status}`);
      continue;
    }
    const playlist = new URL(`${rendition.kind}/${rendition.name}/playlist.m3u8`, url).href;
    faults.push(...(await judgeDecoding(playlist, media.durationSeconds ?? 0)));
  }
  return faults;
};

const judgeShapes = (media: Media): string[] => {
  const source = media.probe?.video;
  if (!source) return [];
  return media.renditions.flatMap(({ name, width = 0, height = 0, kind }) => {
    if (kind !== 'video') return [];
    const scale = Math.max(width / source.width, height / source.height);
    const isLarger = scale > 1 && (source.width > 2 || source.height > 2);
    const slack = SHAPE_PIXELS * Math.max(1, source.width / source.height, source.height / source.width);
    const isDistorted =
      Math.abs(width - source.width * scale) > slack || Math.abs(height - source.height * scale) > slack;
    return [
      ...(isLarger ? [`${name} is larger than its source`] : []),
      ...(isDistorted ? [`${name} does not have the shape of its source`] : []),
    ];
  });
};

const judgeDecoding = async (playlist: string, durationSeconds: number): Promise<string[]> => {
  try {
    const text = await (await fetch(playlist)).text();
    const total = [...text.matchAll(/#EXTINF:([\d.]+)/g)].reduce((sum, [, seconds]) => sum + Number(seconds), 0);
    const { stderr } = await run('ffmpeg', ['-v', 'error', '-nostdin', '-xerror', '-i', playlist, '-f', 'null', '-']);
    return [
      ...(stderr ? [`${playlist} decodes with complaints: ${stderr.slice(0, 200)}`] : []),
      ...(Math.abs(total - durationSeconds) > DURATION_SLACK_SECONDS
        ? [`${playlist} lasts ${total} s, not ${durationSeconds} s`]
        : []),
    ];
  } catch (error) {
    return [`${playlist} does not decode: ${String(error).slice(0, 300)}`];
  }
};
