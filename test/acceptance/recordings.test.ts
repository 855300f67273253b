import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Client, listEvents, type Media, upload } from '../../sdk/index.ts';
import { ffmpeg, makeFolder, pictures, tone } from '../support/make-source.ts';
import { collect } from './support/collect.ts';
import { decode } from './support/decode.ts';
import { type Service, startService } from './support/service.ts';
import { createSdk } from './support/use-sdk.ts';

/** A recording as broadcasters make them: nobody can enter it in the middle, until it is copied into an MP4 file. */
const SECONDS = 26;
const SOURCE = [...pictures('640x360', '25', SECONDS), ...tone(SECONDS)];
const CODECS = ['-c:v', 'libx264', '-preset', 'veryfast', '-pix_fmt', 'yuv420p', '-bf', '2', '-g', '50', '-c:a', 'aac'];

let service: Service;
let folder: Awaited<ReturnType<typeof makeFolder>>;
let client: Client;
let media: Media;
const progress: number[] = [];

beforeAll(async () => {
  [service, folder] = await Promise.all([startService(), makeFolder()]);
  client = await createSdk(service);
  const file = join(folder.path, 'recording.ts');
  await ffmpeg(...SOURCE, ...CODECS, file);
  const { id } = await upload(client, file, { contentType: 'video/mp2t' });
  for await (const _ of listEvents(client, id, { follow: true, signal: AbortSignal.timeout(120_000) })) {
    media = await client.getMedia({ path: { id } });
    progress.push(media.progress);
    if (media.status === 'Ready' || media.status === 'Errored') break;
  }
}, 240_000);
afterAll(async () => {
  await service?.stop();
  await folder?.remove();
});

test('the rest of it is planned once it was copied, and encoded in ranges', async () => {
  expect(media).toMatchObject({ status: 'Ready', progress: 1 });
  const events = await collect(listEvents(client, media.id));
  const types = events.map(({ type }) => type);
  expect(types.filter((type) => type === 'media.planned')).toHaveLength(1);
  expect(types.indexOf('media.playable')).toBeLessThan(types.indexOf('media.ready'));
  const started = events
    .filter(({ type }) => type === 'task.started')
    .map(({ data }) => (data as { kind: string }).kind);
  expect(started.filter((kind) => kind === 'prepare')).toHaveLength(1);
  expect(started.filter((kind) => kind === 'video').length).toBeGreaterThan(3);
  expect(progress).toEqual([...progress].sort((a, b) => a - b));
});

test('every rung decodes without a complaint, to every frame of the source', async () => {
  const rungs = media.renditions.filter(({ kind }) => kind === 'video').length;
  // Sound begins before the first picture, which is shown from there on.
  const frames = Math.round((media.durationSeconds ?? 0) * 25);
  expect(frames - SECONDS * 25).toBeLessThan(3);
  expect(await decode(media.playback?.hls ?? '', '0:v')).toBe(frames * rungs);
});
