import type { EventPage } from '../../shared/api/schemas/event.ts';
import type { Media } from '../../shared/api/schemas/media.ts';
import { uploadFile } from './client.ts';

const POLL_MS = 20;
const LONGEST_MS = 10 * 60_000;

export interface FirstPlay {
  readonly mediaId: string;
  /** From the answer to the upload until the first segment of a playlist was here. */
  readonly seconds: number;
  /** When things happened, in seconds after the upload was complete, as the media's events tell. */
  readonly steps: Readonly<Record<string, number>>;
}

const fetchText = async (url: string): Promise<string | undefined> => {
  const response = await fetch(url);
  if (response.ok) return response.text();
  await response.arrayBuffer();
  return undefined;
};

/** The first address in a playlist, resolved; of a multivariant playlist, that of its first variant. */
const firstAddress = (playlist: string, base: string): string => {
  const line = playlist.split('\n').find((text) => text !== '' && !text.startsWith('#'));
  if (line === undefined) throw new Error(`nothing can be played in ${base}`);
  return new URL(line, base).href;
};

/** Uploads a file and does what a player does as soon as it may: asks for the playlists, and for the first segment. */
export const measureFirstPlay = async (base: string, file: string, title: string): Promise<FirstPlay> => {
  const mediaId = await uploadFile(base, file, title);
  const [uploadedAt, uploadedAtClock] = [performance.now(), Date.now()];
  const hls = await waitForPlayback(base, mediaId, uploadedAt + LONGEST_MS);
  const master = await fetchText(hls);
  const playlist = firstAddress(master ?? '', hls);
  const segment = firstAddress((await fetchText(playlist)) ?? '', playlist);
  const response = await fetch(segment);
  if (!response.ok) throw new Error(`${segment}: ${response.status}`);
  await response.arrayBuffer();
  const seconds = (performance.now() - uploadedAt) / 1000;
  const { items } = (await (await fetch(`${base}/v1/medias/${mediaId}/events?limit=100`)).json()) as EventPage;
  const steps: Record<string, number> = {};
  for (const { type, at } of items) steps[type] ??= (Date.parse(at) - uploadedAtClock) / 1000;
  return { mediaId, seconds, steps };
};

const waitForPlayback = async (base: string, id: string, deadline: number): Promise<string> => {
  while (performance.now() < deadline) {
    const media = (await (await fetch(`${base}/v1/medias/${id}`)).json()) as Media;
    if (media.status === 'Errored') throw new Error(`the media is Errored: ${JSON.stringify(media.error)}`);
    if (media.playable && media.playback?.hls) return media.playback.hls;
    await new Promise((resolve) => setTimeout(resolve, POLL_MS));
  }
  throw new Error(`media ${id} could not be played in time`);
};
