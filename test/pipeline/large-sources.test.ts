import { stat } from 'node:fs/promises';
import { beforeAll, expect, it } from 'vitest';
import { ffprobe, pictures, QUICK_H264, tone } from '../support/make-source.ts';
import { probe, storeOriginal } from '../support/process-file.ts';
import { usePipeline } from '../support/use-pipeline.ts';

/** Sources that are not read packet by packet: only their end is looked at, as the index leads to it. */
const pipeline = usePipeline();
const MIB = 1024 * 1024;

let film = '';
beforeAll(async () => {
  const grain = ['-vf', 'noise=alls=40:allf=t', ...QUICK_H264, '-qp', '32', '-g', '50', '-bf', '2'];
  film = await pipeline.make('film.mp4', ...pictures('640x360', '25', 12), ...grain);
  const { size } = await stat(film);
  expect(size).toBeGreaterThan(10 * MIB);
  expect(size).toBeLessThan(30 * MIB);
});

/** When the last packet of a stream ends, of all that there are. */
const endOf = async (file: string, stream: number): Promise<number> => {
  const entries = ['-show_entries', 'packet=pts_time,duration_time', '-of', 'csv=p=0'];
  const lines = (await ffprobe('-select_streams', `${stream}`, ...entries, file)).trim().split('\n');
  const ends = lines.map((line) => {
    const [start, duration] = line.split(',').map(Number);
    return (start ?? Number.NaN) + (duration ?? Number.NaN);
  });
  // Some packets do not say how long they last.
  return Math.max(...ends.filter(Number.isFinite));
};

it.each([
  ['MP4 with its index in front', 'front.mp4', 12, ['-c:a', 'aac', '-movflags', '+faststart']],
  ['MP4 with its index at the end', 'end.mp4', 12, ['-c:a', 'aac']],
  ['MOV whose sound ends long before the pictures', 'short.mov', 5, ['-c:a', 'aac']],
  ['MOV whose sound goes on', 'long.mov', 15, ['-c:a', 'pcm_s16le']],
  ['MP4 in fragments', 'fragments.mp4', 12, ['-c:a', 'aac', '-movflags', 'frag_keyframe+empty_moov']],
  ['Matroska with AAC', 'aac.mkv', 12, ['-c:a', 'aac']],
  ['Matroska with FLAC', 'flac.mkv', 11, ['-c:a', 'flac']],
])('of %s the ends are those of its last packets', async (_what, name, seconds, how) => {
  const file = await pipeline.make(
    name,
    '-i',
    film,
    ...tone(seconds),
    '-map',
    '0:v',
    '-map',
    '1:a',
    '-c:v',
    'copy',
    ...how,
  );
  const source = await storeOriginal(pipeline.store, file);
  const found = await probe(pipeline.store, source);
  if (!found.ok) throw new Error(found.failure.message);
  const { video, audio } = found.probe;
  expect(video?.endSeconds).toBeCloseTo(await endOf(file, 0), 2);
  expect(audio).toHaveLength(1);
  expect(audio[0]?.endSeconds).toBeCloseTo(await endOf(file, 1), 2);
  expect(found.probe.warnings).toEqual([]);
});

it('of one that has an index little is read', async () => {
  const file = await pipeline.make(
    'twice.mp4',
    '-stream_loop',
    '5',
    '-i',
    film,
    '-c',
    'copy',
    '-movflags',
    '+faststart',
  );
  const source = await storeOriginal(pipeline.store, file);
  const found = await probe(pipeline.store, source);
  expect(found).toMatchObject({ ok: true, probe: { durationSeconds: 72 } });
  expect(found.bytesRead).toBeLessThan(source.bytes / 2);
});
