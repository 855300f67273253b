import { openAsBlob } from 'node:fs';
import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { CreatedMedia, Media } from '../../shared/api/schemas/media.ts';
import { startService } from '../acceptance/support/service.ts';
import { judgeMedia } from './judge-media.ts';

/** `npm run corpus -- DIR`: sends every file of a folder through a fresh service and prints what became of each. */

const LONGEST_MS = 10 * 60_000;
const POLL_MS = 150;

interface Row {
  readonly file: string;
  readonly outcome: string;
  readonly code: string;
  readonly renditions: string;
  readonly seconds: string;
  readonly faults: readonly string[];
}

const send = async <T>(url: string, init?: RequestInit): Promise<T> => {
  const response = await fetch(url, init);
  if (!response.ok) throw new Error(`${init?.method ?? 'GET'} ${url}: ${response.status} ${await response.text()}`);
  return (await response.json()) as T;
};

const post = <T>(url: string, body: object): Promise<T> =>
  send(url, { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) });

const upload = async (base: string, path: string, title: string): Promise<string> => {
  const { size } = await stat(path);
  const blob = await openAsBlob(path);
  const media = await post<CreatedMedia>(`${base}/v1/medias`, { title, ...(size > 0 ? { size } : {}) });
  const target = media.upload;
  if (!target) throw new Error(`${title} is empty: there is nothing to upload`);
  if ('method' in target) {
    const answer = await fetch(target.url, { method: 'PUT', headers: target.headers, body: blob });
    if (!answer.ok) throw new Error(`upload of ${title}: ${answer.status} ${await answer.text()}`);
    return media.id;
  }
  for (const { partNumber, url } of target.parts) {
    const body = blob.slice((partNumber - 1) * target.partSize, partNumber * target.partSize);
    const answer = await fetch(url, { method: 'PUT', body });
    if (!answer.ok) throw new Error(`part ${partNumber} of ${title}: ${answer.status}`);
  }
  await post(`${base}/v1/medias/${media.id}/upload/complete`, {});
  return media.id;
};

const follow = async (base: string, id: string): Promise<Media | undefined> => {
  for (const deadline = Date.now() + LONGEST_MS; Date.now() < deadline; ) {
    const media = await send<Media>(`${base}/v1/medias/${id}`);
    if (media.status === 'Ready' || media.status === 'Errored') return media;
    await new Promise((resolve) => setTimeout(resolve, POLL_MS));
  }
  return undefined;
};

const process1 = async (base: string, directory: string, file: string): Promise<Row> => {
  const startedAt = Date.now();
  const seconds = (): string => ((Date.now() - startedAt) / 1000).toFixed(1);
  try {
    const id = await upload(base, join(directory, file), file);
    const media = await follow(base, id);
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
    const row = await process1(service.url, directory, file);
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
