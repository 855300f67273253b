import { randomUUID } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { PutObjectCommand } from '@aws-sdk/client-s3';
import type { ProbeOutcome } from '../../shared/encoding/probe-outcome.ts';
import { probeSource } from '../../shared/encoding/probe-source.ts';
import type { SourceLimits } from '../../shared/encoding/program-limits.ts';
import { serveSource } from '../../shared/encoding/serve-source.ts';
import type { TaskResult } from '../../shared/media/outcome.ts';
import { planMedia } from '../../shared/media/plan.ts';
import type { PlanSettings } from '../../shared/media/plan-settings.ts';
import type { Plan } from '../../shared/media/rendition.ts';
import type { SourceObject } from '../../shared/media/task.ts';
import { runTask } from '../../shared/pipeline/run-task.ts';
import { DEFAULT_CONFIG } from '../../shared/runtime/config.ts';
import type { ServedObjectStore } from './serve-object-store.ts';

/** The programs of the machine. */
export const PROGRAMS = { ffmpeg: process.env.FFMPEG_PATH ?? 'ffmpeg', ffprobe: process.env.FFPROBE_PATH ?? 'ffprobe' };

/** Uploads a file as an original. */
export const storeOriginal = async (
  store: Pick<ServedObjectStore, 's3' | 'originalsBucket'>,
  file: string,
): Promise<SourceObject> => {
  const key = `${randomUUID()}/original`;
  const { size } = await stat(file);
  const Body = size === 0 ? Buffer.alloc(0) : createReadStream(file);
  const { ETag } = await store.s3.send(
    new PutObjectCommand({ Bucket: store.originalsBucket, Key: key, Body, ContentLength: size }),
  );
  return { bucket: store.originalsBucket, key, etag: ETag ?? '', bytes: size };
};

/** What ingest does to a source, and how many bytes it read for that. */
export const probe = async (
  store: ServedObjectStore,
  source: SourceObject,
  otherLimits: Partial<SourceLimits> = {},
): Promise<ProbeOutcome & { readonly bytesRead: number }> => {
  const served = await serveSource(store.s3, source);
  try {
    const limits = { ...DEFAULT_CONFIG.limits, ...otherLimits };
    const outcome = await probeSource({
      ...PROGRAMS,
      url: served.url,
      bytes: source.bytes,
      limits,
      seconds: limits.maxProbeSeconds,
      signal: AbortSignal.timeout(60_000),
    });
    return { ...outcome, bytesRead: served.bytesRead() };
  } finally {
    await served.close();
  }
};

export interface ProcessedFile {
  readonly mediaId: string;
  readonly plan: Plan;
  readonly results: readonly TaskResult[];
}

/** Plans a probed source and does all its tasks one after the other, as workers would. */
export const processSource = async (
  store: ServedObjectStore,
  source: SourceObject,
  outcome: ProbeOutcome,
  settings: Partial<PlanSettings> = {},
): Promise<ProcessedFile> => {
  if (!outcome.ok) throw new Error(`${outcome.failure.code}: ${outcome.failure.message}\n${outcome.detail}`);
  const plan = planMedia(outcome.probe, source, { ...DEFAULT_CONFIG.encoding, ...settings });
  const mediaId = randomUUID();
  const deps = {
    s3: store.s3,
    ffmpeg: PROGRAMS.ffmpeg,
    config: DEFAULT_CONFIG,
    resources: { mediaBucket: store.mediaBucket } as Parameters<typeof runTask>[0]['resources'],
    now: () => new Date(),
  };
  const results: TaskResult[] = [];
  for (const [i, task] of plan.tasks.entries()) {
    const message = { version: 1, taskId: `task-${i}`, mediaId, spec: task.spec } as const;
    results.push(await runTask(deps, message, AbortSignal.timeout(170_000)));
  }
  return { mediaId, plan, results };
};
