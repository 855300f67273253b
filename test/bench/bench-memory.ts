import { open } from 'node:fs/promises';
import { join } from 'node:path';
import type { Service } from '../acceptance/support/service.ts';
import { followToEnd, uploadFile } from './client.ts';
import { residentMegabytes } from './measure-processes.ts';
import type { Figure } from './report.ts';

const MOST_MEGABYTES = 250;

/** The memory of the service while a large file is uploaded. */
export const benchMemory = async (
  { url, pid }: Service,
  folder: string,
  megabytes: number,
): Promise<readonly Figure[]> => {
  if (pid === undefined) throw new Error('the benchmark measures its own service; unset BASE_URL');
  const file = join(folder, 'large.bin');
  const handle = await open(file, 'w');
  await handle.truncate(megabytes * 1024 * 1024);
  await handle.close();
  const before = await residentMegabytes(pid);
  let peak = before;
  const timer = setInterval(() => void residentMegabytes(pid).then((now) => (peak = Math.max(peak, now))), 50);
  const id = await uploadFile(url, file, 'large');
  await followToEnd(url, id, 60_000);
  clearInterval(timer);
  return [
    { name: 'resident memory before', value: before, unit: ' MB' },
    { name: `resident memory while ${megabytes} MB went up`, value: peak, target: MOST_MEGABYTES, unit: ' MB' },
  ];
};
