import { randomUUID } from 'node:crypto';
import { PutObjectCommand } from '@aws-sdk/client-s3';
import type { ProbeOutcome } from '../../../../shared/encoding/probe-outcome.ts';
import type { SourceObject } from '../../../../shared/media/task.ts';
import { probe, processSource } from '../../../support/process-file.ts';
import { SMALL_LADDER } from '../../../support/small-ladder.ts';
import type { Pipeline } from '../../../support/use-pipeline.ts';

export const storeBytes = async ({ store }: Pipeline, bytes: Buffer): Promise<SourceObject> => {
  const at = { bucket: store.originalsBucket, key: `${randomUUID()}/original` };
  const { ETag } = await store.s3.send(new PutObjectCommand({ Bucket: at.bucket, Key: at.key, Body: bytes }));
  return { ...at, etag: ETag ?? '', bytes: bytes.byteLength };
};

/** Of the Lambda that looks at sources (1,024), what is left to ffprobe. */
const LAMBDA_MEGABYTES = 768;

/** What ingest makes of these bytes, with the memory of a Lambda. Whatever it is, it must be soon. */
export const judgeSource = async (pipeline: Pipeline, bytes: Buffer): Promise<ProbeOutcome> => {
  const since = performance.now();
  const outcome = await probe(pipeline.store, await storeBytes(pipeline, bytes), {
    maxMemoryMegabytes: LAMBDA_MEGABYTES,
  });
  const seconds = (performance.now() - since) / 1000;
  if (seconds > 15) throw new Error(`judged after ${seconds} s only`);
  return outcome;
};

/** The code that it is refused with, or what of it is played: `video 320x180 5s, audio 5s`. */
export const describeOutcome = (outcome: ProbeOutcome): string => {
  if (!outcome.ok) return outcome.failure.code;
  const { video, audio, cover, durationSeconds } = outcome.probe;
  const seconds = `${Number(durationSeconds.toFixed(1))}s`;
  return [
    ...(video ? [`video ${video.width}x${video.height} ${seconds}`] : []),
    ...(audio.length > 0 ? [`${audio.length} audio ${seconds}`] : []),
    ...(cover ? ['cover'] : []),
  ].join(', ');
};

/** Takes a source in and does all its tasks; answers how long the first rendition is, in whole frames. */
export const playSource = async (pipeline: Pipeline, bytes: Buffer): Promise<{ readonly seconds: number }> => {
  const source = await storeBytes(pipeline, bytes);
  const outcome = await probe(pipeline.store, source);
  const { results } = await processSource(pipeline.store, source, outcome, {
    ladder: SMALL_LADDER,
    gopSeconds: 1,
    segmentSeconds: 2,
  });
  const tracks = results.flatMap((result) => result.tracks);
  const ticks = tracks
    .filter((track) => track.name === tracks[0]?.name)
    .flatMap((track) => track.segments)
    .reduce((sum, segment) => sum + segment.durationTicks, 0);
  return { seconds: ticks / (tracks[0]?.init.timescale ?? 1) };
};
