import { openAsBlob } from 'node:fs';
import { stat } from 'node:fs/promises';
import type { CreatedMedia, Media } from '../../shared/api/schemas/media.ts';

const POLL_MS = 100;
/** Who waits for minutes asks less often: asking is work that nobody wants measured. */
const SHARE_OF_WAIT = 0.01;
const PARTS_AT_ONCE = 4;

const send = async <T>(url: string, init?: RequestInit): Promise<T> => {
  const response = await fetch(url, init);
  if (!response.ok) throw new Error(`${init?.method ?? 'GET'} ${url}: ${response.status} ${await response.text()}`);
  return (await response.json()) as T;
};

const post = <T>(url: string, body: object): Promise<T> =>
  send(url, { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) });

const put = async (url: string, body: Blob, headers: Record<string, string> = {}): Promise<void> => {
  const answer = await fetch(url, { method: 'PUT', headers, body });
  if (!answer.ok) throw new Error(`PUT: ${answer.status} ${await answer.text()}`);
};

/** Creates a media and uploads a file to it, in one piece or in parts; returns its id. An empty file is PUT as it is. */
export const uploadFile = async (base: string, path: string, title: string): Promise<string> => {
  const { size } = await stat(path);
  const blob = await openAsBlob(path);
  const media = await post<CreatedMedia>(`${base}/v1/medias`, { title, size });
  const target = media.upload;
  if (!target) throw new Error(`no address to upload ${title} to`);
  if ('method' in target) {
    await put(target.url, blob, target.headers);
    return media.id;
  }
  const parts = [...target.parts];
  const worker = async (): Promise<void> => {
    for (let part = parts.shift(); part; part = parts.shift()) {
      await put(part.url, blob.slice((part.partNumber - 1) * target.partSize, part.partNumber * target.partSize));
    }
  };
  await Promise.all(Array.from({ length: PARTS_AT_ONCE }, worker));
  await post(`${base}/v1/medias/${media.id}/upload/complete`, {});
  return media.id;
};

/** Follows a media to its end; undefined if that does not come in time. */
export const followToEnd = async (base: string, id: string, longestMs = 10 * 60_000): Promise<Media | undefined> => {
  const began = Date.now();
  while (Date.now() < began + longestMs) {
    const media = await send<Media>(`${base}/v1/medias/${id}`);
    if (media.status === 'Ready' || media.status === 'Errored') return media;
    const pause = Math.max(POLL_MS, SHARE_OF_WAIT * (Date.now() - began));
    await new Promise((resolve) => setTimeout(resolve, pause));
  }
  return undefined;
};
