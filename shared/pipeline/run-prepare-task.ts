import { availableParallelism } from 'node:os';
import { analyzeTitle } from '../encoding/analyze-title.ts';
import { EndedFromOutside } from '../encoding/encode-error.ts';
import { serveSource } from '../encoding/serve-source.ts';
import { fitTitle } from '../media/fit-title.ts';
import { fitLadder } from '../media/ladder.ts';
import type { TaskResult } from '../media/outcome.ts';
import { planMedia } from '../media/plan.ts';
import { MOMENTS_AT_ONCE, planTitleWindows } from '../media/plan-title-windows.ts';
import type { Prepared } from '../media/prepared.ts';
import type { PrepareTaskSpec } from '../media/task.ts';
import type { Deps } from '../runtime/deps.ts';
import { isDependencyDown } from '../runtime/is-dependency-down.ts';
import { explainReading } from './explain-reading.ts';
import { remuxOriginal } from './remux-original.ts';

type PrepareDeps = Pick<Deps, 's3' | 'ffmpeg' | 'resources' | 'config'>;

/** Looks more closely at a source, for the plan of what follows. Throws as `runTask` does; what cannot be found out is a note. */
export const runPrepareTask = async (
  deps: PrepareDeps,
  mediaId: string,
  spec: PrepareTaskSpec,
  signal: AbortSignal,
): Promise<TaskResult> => {
  const startedAt = performance.now();
  const copy = spec.remux ? await remux(deps, mediaId, spec, signal) : {};
  const look = spec.analyse ? await lookAtTitle(deps, { ...spec, ...copy.remuxed }, signal) : {};
  const notes = [copy.note, look.note].filter((note) => note !== undefined);
  const prepared: Prepared = {
    ...(copy.remuxed && { remuxed: copy.remuxed }),
    ...(look.title && { title: look.title }),
    ...(notes.length > 0 && { notes }),
  };
  return { tracks: [], prepared, encodeSeconds: (performance.now() - startedAt) / 1000 };
};

const remux = async (
  deps: PrepareDeps,
  mediaId: string,
  { source, probe }: PrepareTaskSpec,
  signal: AbortSignal,
): Promise<{ readonly remuxed?: NonNullable<Prepared['remuxed']>; readonly note?: string }> => {
  // All sound is planned already, from the original.
  const outcome = await remuxOriginal(deps, { mediaId, source, probe: { ...probe, audio: [] } }, signal);
  if (outcome.ok) return { remuxed: { source: outcome.source, probe: outcome.probe } };
  return {
    note: `The file is encoded in one piece, because it cannot be entered and could not be copied: ${outcome.reason}`,
  };
};

/** So long a look is not worth waiting for. */
const LOOK_SECONDS = 120;

const lookAtTitle = async (
  { s3, ffmpeg, config: { limits } }: PrepareDeps,
  { source, probe, settings }: Pick<PrepareTaskSpec, 'source' | 'probe' | 'settings'>,
  signal: AbortSignal,
): Promise<Pick<Prepared, 'title'> & { readonly note?: string }> => {
  const windows = planTitleWindows(probe, planMedia(probe, source, settings));
  if (!probe.video || !windows) return {};
  const served = await serveSource(s3, source, signal);
  try {
    const atOnce = Math.min(MOMENTS_AT_ONCE, availableParallelism());
    const analysis = await analyzeTitle(windows, {
      ...{ ffmpeg, url: served.url, limits, seconds: LOOK_SECONDS, atOnce, signal },
    });
    // A source that broke off tells nothing of the title.
    const flaw = explainReading(served);
    if (flaw) throw flaw;
    if (!analysis.ok)
      return { note: `All renditions are made as configured, because a look at the title failed: ${analysis.reason}.` };
    return { title: fitTitle(fitLadder(probe.video, settings.ladder), analysis.findings) };
  } catch (error) {
    signal.throwIfAborted();
    const flaw = explainReading(served);
    if (flaw) throw flaw;
    if (!isOfTitle(error)) throw error;
    return { note: `All renditions are made as configured, because a look at the title failed: ${error.message}` };
  } finally {
    await served.close();
  }
};

/** What else may be wrong with a source is no reason to do without what was found out before. */
const isOfTitle = (error: unknown): error is Error =>
  error instanceof Error && !(error instanceof EndedFromOutside) && !isDependencyDown(error);
