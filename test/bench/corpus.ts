import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { startService } from '../acceptance/support/service.ts';
import { followToEnd, uploadFile } from './client.ts';
import { judgeMedia } from './judge-media.ts';

/** `npm run corpus -- DIR`: sends every file of a folder through a fresh service and prints what became of each. */

interface Row {
  readonly file: string;
  readonly outcome: string;
  readonly code: string;
  readonly renditions: string;
  readonly seconds: string;
  readonly faults: readonly string[];
}

const sendThrough = async (base: string, directory: string, file: string): Promise<Row> => {
  const startedAt = Date.now();
  const seconds = (): string => ((Date.now() - startedAt) / 1000).toFixed(1);
  try {
    const id = await uploadFile(base, join(directory, file), file);
    const media = await followToEnd(base, id);
    if (!media)
      return { file, outcome: 'HANG', code: '', renditions: '', seconds: seconds(), faults: ['no end in time'] };
    const renditions = media.renditions.map((rendition) =>
      rendition.kind === 'video' ? `${rendition.name}(${rendition.width}×${rendition.height})` : rendition.name,
    );
    return {
      file,
      outcome: media.status,
      code: media.error?.code ?? '',
      renditions: renditions.join(' '),
      seconds: seconds(),
      faults: await judgeMedia(media),
    };
  } catch (error) {
    return { file, outcome: 'CRASH', code: '', renditions: '', seconds: seconds(), faults: [String(error)] };
  }
};

const directory = process.argv[2];
if (!directory) {
  console.error('Say which folder: npm run corpus -- DIR');
  process.exit(2);
}
const files = (await readdir(directory, { withFileTypes: true }))
  .filter((entry) => entry.isFile() && !entry.name.endsWith('.md') && !entry.name.startsWith('.'))
  .map((entry) => entry.name)
  .sort();
const service = await startService();
const rows: Row[] = [];
try {
  console.log(`| file | outcome | code | renditions | seconds |\n| --- | --- | --- | --- | ---: |`);
  for (const file of files) {
    const row = await sendThrough(service.url, directory, file);
    rows.push(row);
    console.log(`| ${row.file} | ${row.outcome} | ${row.code} | ${row.renditions} | ${row.seconds} |`);
    for (const fault of row.faults) console.log(`|   ↳ FAULT: ${fault} | | | | |`);
  }
} finally {
  await service.stop();
}
const count = (outcome: string): number => rows.filter((row) => row.outcome === outcome).length;
const faults = rows.reduce((sum, row) => sum + row.faults.length, 0);
console.log(
  `\n${rows.length} files: ${count('Ready')} Ready, ${count('Errored')} Errored, ${count('HANG')} hung, ${count('CRASH')} crashed; ${faults} faults`,
);
process.exit(faults === 0 ? 0 : 1);
