import { decibels, type LadderPoint } from './compare-ladders.ts';
import type { TitleFindings, TitleTrial } from './title-findings.ts';

/** How much coarser than configured a rung is tried. A trial between the two follows from them. */
export const COARSEST_STEP = 6;

/** What of the ladder is tried: the ends as they are, as they are not made otherwise; the others at two qualities. */
export const listTrials = (
  rungs: readonly { readonly name: string; readonly crf: number }[],
  lowest: number,
): readonly Pick<TitleTrial, 'name' | 'crf'>[] =>
  rungs.flatMap(({ name, crf }, i) => {
    const isBetween = i > 0 && i < rungs.length - lowest;
    const coarsest = Math.min(MAX_CRF, crf + COARSEST_STEP);
    return [{ name, crf }, ...(isBetween && coarsest > crf ? [{ name, crf: coarsest }] : [])];
  });

const MAX_CRF = 51;

/**
 * What a rung is at a quality, from its two trials: with every step of the CRF its bits and its loss are multiplied by about the
 * same.  Undefined if the rung was not tried so that it can be told.
 */
export const pointAt = ({ trials }: TitleFindings, name: string, crf: number): LadderPoint | undefined => {
  const [fine, coarse] = trials.filter((trial) => trial.name === name).sort((a, b) => a.crf - b.crf);
  const exact = [fine, coarse].find((trial) => trial?.crf === crf);
  if (exact) return exact;
  if (!fine || !coarse) return undefined;
  const part = (crf - fine.crf) / (coarse.crf - fine.crf);
  const between = (from: number, to: number): number => from + (to - from) * part;
  return {
    bitrate: Math.exp(between(Math.log(Math.max(1, fine.bitrate)), Math.log(Math.max(1, coarse.bitrate)))),
    ssim: 1 - 10 ** (-between(decibels(fine.ssim), decibels(coarse.ssim)) / 10),
  };
};
