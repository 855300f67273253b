import { expect, it } from 'vitest';
import { tone } from '../support/make-source.ts';
import { probe, storeOriginal } from '../support/process-file.ts';
import { usePipeline } from '../support/use-pipeline.ts';

const pipeline = usePipeline();

it('what a file says of its tracks is as long as a message has room for', async () => {
  const title = '🎻'.repeat(100_000 / 4);
  const tags = ['-metadata:s:a:0', `title=${title}`, '-metadata:s:a:0', `language=${'x'.repeat(10_000)}`];
  const file = await pipeline.make('long.mkv', ...tone(1), '-c:a', 'flac', ...tags);
  const found = await probe(pipeline.store, await storeOriginal(pipeline.store, file));
  expect(found).toMatchObject({ ok: true, probe: { audio: [{ title: '🎻'.repeat(200), language: 'x'.repeat(35) }] } });
});
