import type { CreatedMedia, Media } from '../../shared/api/schemas/media.ts';
import { startService } from '../acceptance/support/service.ts';
import { SMALL_LADDER } from '../support/small-ladder.ts';
import { judgeOutcome } from './support/judge-outcome.ts';
import { type FuzzSource, type Mutant, mutate } from './support/mutate.ts';

export interface FuzzOptions {
  readonly seed: number;
  /** Which mutants. */
  readonly numbers: readonly number[];
  readonly sources: readonly FuzzSource[];
  readonly onRow?: (row: FuzzRow) => void;
}

export interface FuzzRow {
  readonly mutant: string;
  readonly kind: string;
  /** `Ready`, the code of the error, or what should not be: `hang`, `crash`. */
  readonly outcome: string;
  readonly seconds: number;
  /** Empty if it passed. */
  readonly faults: readonly string[];
}

/** Several at once: uploads, probing and encoding side by side, as in earnest. */
const AT_ONCE = 4;
/** A file of a megabyte that is not done by then never will be. */
const HANG_MS = 180_000;
const POLL_MS = 100;

const SETTINGS = { GILFOYLE_ENCODING__LADDER: JSON.stringify(SMALL_LADDER.slice(1)) };

/** Sends mutants through a service of their own, the whole way, and judges how each ended. */
export const runFuzz = async ({ seed, numbers, sources, onRow }: FuzzOptions): Promise<readonly FuzzRow[]> => {
  const service = await startService(SETTINGS);
  const rows: FuzzRow[] = [];
  const queue = [...numbers];
  const work = async (): Promise<void> => {
    for (let number = queue.shift(); number !== undefined; number = queue.shift()) {
      const row = await sendThrough(service.url, mutate(seed, number, sources));
      rows.push(row);
      onRow?.(row);
    }
  };
  try {
    await Promise.all(Array.from({ length: AT_ONCE }, work));
  } finally {
    await service.stop();
  }
  return rows;
};

const sendThrough = async (base: string, { name, kind, bytes }: Mutant): Promise<FuzzRow> => {
  const began = performance.now();
  const row = (outcome: string, faults: readonly string[]): FuzzRow => ({
    ...{ mutant: name, kind, outcome, faults },
    seconds: (performance.now() - began) / 1000,
  });
  try {
    const media = await followToEnd(base, await upload(base, name, bytes));
    if (!media) return row('hang', [`it had not ended after ${HANG_MS / 1000} s`]);
    const outcome = media.status === 'Errored' ? (media.error?.code ?? 'no code') : media.status;
    return row(outcome, await judgeOutcome(base, media));
  } catch (error) {
    return row('crash', [String(error)]);
  }
};

const ask = async <T>(url: string, init?: RequestInit): Promise<T> => {
  const response = await fetch(url, init);
  if (!response.ok) throw new Error(`${init?.method ?? 'GET'} ${url} was answered with ${response.status}`);
  return (await response.json()) as T;
};

const upload = async (base: string, title: string, body: Uint8Array<ArrayBuffer>): Promise<string> => {
  const json = { title, size: body.byteLength };
  const headers = { 'content-type': 'application/json' };
  const media = await ask<CreatedMedia>(`${base}/v1/medias`, { method: 'POST', headers, body: JSON.stringify(json) });
  if (!media.upload || !('method' in media.upload)) throw new Error('a small file goes up with one PUT');
  const { status } = await fetch(media.upload.url, { method: 'PUT', headers: media.upload.headers, body });
  if (status !== 200) throw new Error(`the upload was answered with ${status}`);
  return media.id;
};

const followToEnd = async (base: string, id: string): Promise<Media | undefined> => {
  for (const deadline = performance.now() + HANG_MS; performance.now() < deadline; ) {
    const media = await ask<Media>(`${base}/v1/medias/${id}`);
    if (media.status === 'Ready' || media.status === 'Errored') return media;
    await new Promise((resolve) => setTimeout(resolve, POLL_MS));
  }
  return undefined;
};
