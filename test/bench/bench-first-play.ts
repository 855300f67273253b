import { setTimeout as sleep } from 'node:timers/promises';
import type { Config } from '../../shared/runtime/config.ts';
import type { Service } from '../acceptance/support/service.ts';
import { firstRangeArguments } from './bare-arguments.ts';
import { makeSource, type SourceKind } from './make-sources.ts';
import { measureFirstPlay } from './measure-first-play.ts';
import { cpuOfTree } from './measure-processes.ts';
import { type Figure, median } from './report.ts';
import { measureChildren, runFfmpeg } from './run-ffmpeg.ts';

const LENGTHS = [30, 600] as const;
const STANDARD_SECONDS = 1;
const RATIO = 1.3;

/**
 * From the answer to the upload until the first segment of a playlist is here, for sources of half a minute and of ten: it is not to
 * depend on their length. What has to be encoded first may take as long as ffmpeg takes to encode it, and a second.
 */
export const benchFirstPlay = async (
  service: Service,
  folder: string,
  encoding: Config['encoding'],
  rounds: number,
): Promise<readonly Figure[]> => {
  const figures: Figure[] = [];
  for (const kind of ['standard', 'vp9'] as const) {
    const sources = [await makeSource(folder, kind, LENGTHS[0]), await makeSource(folder, kind, LENGTHS[1])] as const;
    // In turn, so that both lengths, and what they are measured by, meet the same machine.
    const times: number[][] = [[], []];
    const ranges: number[] = [];
    for (let round = 0; round < rounds; round++) {
      if (kind !== 'standard') ranges.push(await timeFirstRange(sources[0], encoding));
      for (const [i, source] of sources.entries()) times[i]?.push(await playAndDelete(service, source, kind));
    }
    const limit = kind === 'standard' ? STANDARD_SECONDS : 1 + median(ranges);
    const [short = Number.NaN, long = Number.NaN] = times.map(median);
    figures.push(
      { name: `first play, ${kind}, ${LENGTHS[0]} s, median of ${rounds}`, value: short, target: limit, unit: ' s' },
      { name: `first play, ${kind}, ${LENGTHS[1]} s, median of ${rounds}`, value: long, target: limit, unit: ' s' },
      { name: `ratio of the two, ${kind}`, value: long / short, target: RATIO },
    );
  }
  return figures;
};

const playAndDelete = async ({ url, pid }: Service, source: string, kind: SourceKind): Promise<number> => {
  if (pid === undefined) throw new Error('the benchmark measures its own service; unset BASE_URL');
  const { mediaId, seconds } = await measureFirstPlay(url, source, kind);
  await fetch(`${url}/v1/medias/${mediaId}`, { method: 'DELETE' });
  await waitForRest(pid);
  return seconds;
};

/** Encoders of a media that was deleted notice it after a while. */
const waitForRest = async (pid: number): Promise<void> => {
  for (let before = await cpuOfTree(pid); ; ) {
    await sleep(2000);
    const now = await cpuOfTree(pid);
    if (now - before < RESTING_CPU_SECONDS) return;
    before = now;
  }
};

/** Of two seconds. */
const RESTING_CPU_SECONDS = 0.1;

const timeFirstRange = async (source: string, encoding: Config['encoding']): Promise<number> =>
  (await measureChildren(() => runFfmpeg(firstRangeArguments(source, encoding)))).wall;
