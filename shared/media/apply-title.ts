import type { FittedRung } from './ladder.ts';
import { FIRST_RUNGS } from './plan-ranges.ts';
import type { TitleFit } from './prepared.ts';

/**
 * The rungs that a title gets: without those that bring nothing, each at the quality that was found to be enough. The lowest
 * stay, because they are begun before that is known.
 */
export const applyTitle = (rungs: readonly FittedRung[], title: TitleFit | undefined): readonly FittedRung[] => {
  const dropped = new Set(title?.dropped.map(({ name }) => name));
  const quality = new Map(title?.rungs.map(({ name, crf }) => [name, crf]));
  return rungs
    .filter(({ name }, i) => i >= rungs.length - FIRST_RUNGS || !dropped.has(name))
    .map((rung) => ({ ...rung, crf: quality.get(rung.name) ?? rung.crf }));
};
