import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { DEFAULT_CONFIG } from '../../shared/runtime/config.ts';
import { type Service, startService } from '../acceptance/support/service.ts';
import { benchBits } from './bench-bits.ts';
import { benchFirstPlay } from './bench-first-play.ts';
import { benchMemory } from './bench-memory.ts';
import { benchPipeline } from './bench-pipeline.ts';
import { makeSource } from './make-sources.ts';
import { type Figure, report } from './report.ts';

/**
 * `npm run bench [-- PART …] [--file FILE] [--seconds S] [--rounds N]`: the service against ffmpeg on this machine, all in
 * one run. Ratios are what counts: seconds depend on the machine. Ends with 1 if a target is missed.
 */
const PARTS = ['memory', 'first-play', 'pipeline', 'seeds', 'bits'] as const;
type Part = (typeof PARTS)[number];

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    file: { type: 'string' },
    seconds: { type: 'string', default: '600' },
    rounds: { type: 'string', default: '1' },
    megabytes: { type: 'string', default: '2048' },
  },
});
const wrong = positionals.find((part) => !PARTS.includes(part as Part));
if (wrong !== undefined || process.platform !== 'linux') {
  console.error(
    wrong ? `There is no part ${wrong}; there are ${PARTS.join(', ')}.` : 'The benchmark runs on Linux only.',
  );
  process.exit(2);
}
const isWanted = (...parts: readonly Part[]): boolean =>
  positionals.length === 0 || parts.some((part) => positionals.includes(part));

const { encoding } = DEFAULT_CONFIG;
const rounds = Number(values.rounds);
const seconds = Number(values.seconds);

const benches: readonly [
  title: string,
  isWanted: boolean,
  run: (service: Service, folder: string) => Promise<readonly Figure[]>,
][] = [
  ['Memory', isWanted('memory'), (service, folder) => benchMemory(service, folder, Number(values.megabytes))],
  [
    'First play',
    isWanted('first-play'),
    (service, folder) => benchFirstPlay(service, folder, encoding, Math.max(5, rounds)),
  ],
  [
    `Whole pipeline, ${values.file ?? `${seconds} s of 1080p`}`,
    isWanted('pipeline', 'seeds'),
    async (service, folder) => {
      const source = values.file ?? (await makeSource(folder, 'camera', seconds));
      return benchPipeline(service, { source, folder, encoding, rounds, withSeeds: isWanted('seeds') });
    },
  ],
  [
    'Bits and quality',
    isWanted('bits'),
    async (service, folder) => {
      const source = values.file ?? (await makeSource(folder, 'standard', Math.min(120, seconds)));
      return benchBits(service, source, folder, encoding);
    },
  ],
];

const folder = await mkdtemp(join(tmpdir(), 'gilfoyle-bench-'));
let isHeld = true;
try {
  for (const [title, , run] of benches.filter(([, wanted]) => wanted)) {
    const service = await startService();
    try {
      isHeld = report(title, await run(service, folder)) && isHeld;
    } finally {
      await service.stop();
    }
  }
} finally {
  await rm(folder, { recursive: true, force: true });
}
process.exitCode = isHeld ? 0 : 1;
