import type { S3Client } from '@aws-sdk/client-s3';
import type { SourceJudgement } from '../media/plan-copy-tasks.ts';
import type { Probe } from '../media/probe.ts';
import { judgeProbe } from '../media/standard-source.ts';
import type { SourceObject } from '../media/task.ts';
import { judgeCopy, peakBitrate } from '../packaging/judge-copy.ts';
import { PackagingError } from '../packaging/packaging-error.ts';
import { readMovie } from '../packaging/read-movie.ts';
import { readSampleTable } from '../packaging/read-sample-table.ts';
import { findMovieBox } from './find-movie-box.ts';

/** Reads the file's own index, unless the probe says enough. Never throws for what is in the file. */
export const judgeSource = async (
  s3: S3Client,
  source: SourceObject,
  probe: Probe,
  segmentSeconds: number,
  signal: AbortSignal,
): Promise<SourceJudgement> => {
  const reasons = judgeProbe(probe);
  if (reasons.length > 0) return { isStandard: false, reasons };
  const found = await findMovieBox(s3, source, signal);
  if (!found) return { isStandard: false, reasons: ['index'] };
  try {
    return judgeIndex(found, source, probe, segmentSeconds);
  } catch (error) {
    if (!(error instanceof PackagingError)) throw error;
    return { isStandard: false, reasons: ['index'] };
  }
};

const judgeIndex = (
  { box, content }: NonNullable<Awaited<ReturnType<typeof findMovieBox>>>,
  source: SourceObject,
  probe: Probe,
  segmentSeconds: number,
): SourceJudgement => {
  const movie = readMovie(content);
  const [track, ...others] = movie.tracks.filter(({ handler }) => handler === 'vide');
  if (movie.isFragmented || !track || others.length > 0) return { isStandard: false, reasons: ['container'] };
  const table = readSampleTable(movie, track);
  const { startSeconds: zeroSeconds, durationSeconds } = probe;
  const judgement = judgeCopy(table, { fileBytes: source.bytes, zeroSeconds, durationSeconds, segmentSeconds });
  if (!judgement.ok) return { isStandard: false, reasons: judgement.reasons };
  const { segments } = judgement;
  return {
    isStandard: true,
    copy: {
      movie: box,
      trackId: track.trackId,
      segmentBytes: segments.map(({ bytes }) => bytes),
      longestSeconds: Math.max(...segments.map(({ ticks }) => ticks)) / table.timescale,
      peakBitrate: peakBitrate(segments, table.timescale),
    },
  };
};
