import { mostTaskBytes } from './choose-queue.ts';
import { estimateMemory } from './estimate-memory.ts';
import { estimateCopying } from './estimate-work.ts';
import { planMedia } from './plan.ts';
import { planRemux } from './plan-remux.ts';
import type { PlanSettings } from './plan-settings.ts';
import type { Preparation } from './plan-steps.ts';
import { MOMENTS_AT_ONCE, planTitleWindows, type TitleWindows } from './plan-title-windows.ts';
import type { Probe } from './probe.ts';
import { isCopied, type Plan } from './rendition.ts';
import type { SourceObject } from './task.ts';

export interface PreparationOptions {
  readonly source: SourceObject;
  readonly settings: PlanSettings;
  readonly perTitle: 'auto' | 'off';
}

/** Whether a source, planned like this, is worth a closer look before it is encoded; and at what. */
export const planPreparation = (
  probe: Probe,
  plan: Plan,
  { source, settings, perTitle }: PreparationOptions,
): Preparation | undefined => {
  // What is one task by itself gains nothing by being entered.
  const isCut = plan.tasks.filter(({ spec }) => spec.kind === 'video').length > 1;
  const remux = isCut && planRemux(probe).ok;
  const entered = { ...probe, isExactlySeekable: probe.isExactlySeekable || remux };
  const windows =
    perTitle === 'auto' ? planTitleWindows(entered, remux ? planMedia(entered, source, settings) : plan) : undefined;
  const look = windows && fitsWorker(entered, windows, settings) ? windows : undefined;
  if (!remux && !look) return undefined;
  return {
    spec: {
      ...{ kind: 'prepare', source, probe, settings },
      isStandard: plan.renditions.some(isCopied),
      ...{ remux, analyse: look !== undefined },
    },
    // A copy is read, and written.
    weight: (remux ? 2 * estimateCopying(source.bytes) : 0) + (look?.weight ?? 0),
  };
};

/** Whether a worker has the memory to look at as many moments at once as it does. */
const fitsWorker = ({ video }: Probe, { specs }: TitleWindows, { taskMegabytes }: PlanSettings): boolean => {
  const [moment] = specs;
  if (!video || !moment) return false;
  const { outputs, threads } = moment;
  return MOMENTS_AT_ONCE * estimateMemory({ source: video, outputs, threads }) <= mostTaskBytes(taskMegabytes);
};
