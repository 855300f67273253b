import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { ENCODING_COSTS, type EncodingCosts } from '../../shared/media/encoding-costs.ts';
import { describeMachine } from './constants/describe-machine.ts';
import { makePictures } from './constants/make-pictures.ts';
import { measureDecoding, measureDecodingMemory } from './constants/measure-decoding.ts';
import { measureEncoding } from './constants/measure-encoding.ts';
import { measureFilters } from './constants/measure-filters.ts';
import { measureSound } from './constants/measure-sound.ts';
import { measureTasks } from './constants/measure-tasks.ts';
import { runMeasured } from './constants/run-measured.ts';

/**
 * `npm run bench:constants [-- --remark TEXT]`: measures what the planner goes by, and writes shared/media/encoding-costs.json.
 * All are CPU seconds as the kernel counts them, so other work on the machine matters little; it still makes caches
 * colder, and two threads of one core slower. Say so in the remark.
 */
const FILE = fileURLToPath(new URL('../../shared/media/encoding-costs.json', import.meta.url));

/** More than the 60 that x264 looks ahead at most. */
const FRAMES = 72;

if (process.platform !== 'linux') {
  console.error('CPU time of ended programs is read from /proc, so costs are measured on Linux only.');
  process.exit(2);
}

const { remark } = parseArgs({ options: { remark: { type: 'string', default: '' } } }).values;
const folder = await mkdtemp(join(tmpdir(), 'gilfoyle-constants-'));
const began = performance.now();
try {
  const measured = await describeMachine(remark);
  const tasks = await measureTasks(folder);
  const sound = await measureSound(folder);
  const small = await makePictures(folder, { width: 416, height: 234, frames: FRAMES });
  const middle = await makePictures(folder, { width: 960, height: 540, frames: FRAMES });
  const large = await makePictures(folder, { width: 1920, height: 1080, frames: FRAMES });
  const { peakBytes: startBytes } = await runMeasured(['-f', 'lavfi', '-i', 'color=size=64x64:d=1', '-f', 'null', '-']);
  const { toneMapping, ...filters } = await measureFilters(large, folder);
  const encoding = await measureEncoding([large, middle, small]);
  const decodingMemory = await measureDecodingMemory(large, folder, startBytes);
  const decoding = await measureDecoding(middle, folder);
  const costs: EncodingCosts = {
    measured,
    tasks,
    decoding,
    ...filters,
    toneMapping: { perMegapixel: toneMapping.perMegapixel },
    encoding: encoding.costs,
    sound,
    memory: {
      startBytes,
      ...decodingMemory,
      toneMappingBytesPerPixel: toneMapping.bytesPerPixel,
      encodingBytesPerPixelAndThread: encoding.bytesPerPixelAndThread,
    },
    assumed: ENCODING_COSTS.assumed,
  };
  await writeFile(FILE, `${JSON.stringify(costs, null, 2)}\n`);
  console.log(`Written to ${FILE} after ${Math.round((performance.now() - began) / 1000)} s.`);
} finally {
  await rm(folder, { recursive: true, force: true });
}
