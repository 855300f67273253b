import { compareLadders, decibels, type LadderPoint } from './compare-ladders.ts';
import type { FittedRung } from './ladder.ts';
import { FIRST_RUNGS } from './plan-ranges.ts';
import type { TitleFit } from './prepared.ts';
import type { TitleFindings } from './title-findings.ts';
import { COARSEST_STEP, pointAt } from './title-trials.ts';

/** A rung may be this much coarser than configured. The steps are as fine as the trials tell apart. */
const STEPS: readonly number[] = [0, 2, 4, COARSEST_STEP];

/** No rung looks worse than configured by more than this, at the size of the highest one: nobody sees it. */
const MAX_LOSS_DB = 1;

/** A rung brings nothing if the same picture takes no more than this without it, against the ladder that has it. */
const WORTH = 1.05;

/** How much more than its mean a rung may take for a while: players go by the peak. Key frames are twice as dense in the samples. */
const PEAK = 1.5;

type Rung = Pick<FittedRung, 'name' | 'crf' | 'maxBitrate' | 'maxFrameRate'>;

/** A rung at some quality, and what that was found to be. */
interface Choice extends Rung {
  readonly point: LadderPoint;
}

/**
 * Decides which of the rungs (highest first) a title gets, and at which quality: those by which the same picture takes the fewest
 * bits. The highest keeps its quality, and the lowest are begun before this is known. Pure, so that it is the same
 * whenever it is asked.
 */
export const fitTitle = (rungs: readonly Rung[], findings: TitleFindings): TitleFit => {
  const fixed = rungs.flatMap((rung) => {
    const point = pointAt(findings, rung.name, rung.crf);
    return point ? [{ ...rung, point }] : [];
  });
  if (fixed.length < rungs.length || rungs.length <= FIRST_RUNGS + 1) return { rungs: [], dropped: [] };
  const dropped: TitleFit['dropped'] = [];
  const drop = (from: readonly Choice[], name: string, reason: string): readonly Choice[] => {
    dropped.push({ name, reason });
    return from.filter((rung) => rung.name !== name);
  };

  let ladder: readonly Choice[] = fixed;
  const everyone = highestForAll(ladder);
  if (everyone) {
    for (const rung of between(ladder)) {
      if (!canGo(ladder, rung)) continue;
      ladder = drop(ladder, rung.name, `${everyone.name} takes so few bits that every viewer can have it.`);
    }
  } else {
    ladder = coarsen(fixed, ladder, findings);
    for (let needless = findNeedless(fixed, ladder); needless; needless = findNeedless(fixed, ladder)) {
      ladder = drop(ladder, needless.name, 'the renditions next to it do as well for as many bits.');
      ladder = coarsen(fixed, ladder, findings);
    }
  }
  return { rungs: ladder.filter(isChanged(rungs)).map(({ name, crf }) => ({ name, crf })), dropped };
};

const isChanged = (rungs: readonly Rung[]) => (choice: Choice) =>
  rungs.some(({ name, crf }) => name === choice.name && crf !== choice.crf);

/** Those that are neither the highest nor among the lowest. */
const between = (ladder: readonly Choice[]): readonly Choice[] => ladder.slice(1, ladder.length - FIRST_RUNGS);

/** The frame grid of a media follows from the rates that its rungs have. It was laid before, and must not be another. */
const canGo = (ladder: readonly Choice[], rung: Choice): boolean =>
  ladder.some((other) => other.name !== rung.name && other.maxFrameRate === rung.maxFrameRate);

/** The highest rung, if the slowest connection that the ladder is made for carries it. */
const highestForAll = (ladder: readonly Choice[]): Choice | undefined => {
  const [top, lowest] = [ladder[0], ladder.at(-1)];
  return top && lowest && PEAK * top.point.bitrate <= lowest.maxBitrate ? top : undefined;
};

/** One rung after the other, until none changes: each as coarse as takes the fewest bits for the same picture. */
const coarsen = (fixed: readonly Choice[], from: readonly Choice[], findings: TitleFindings): readonly Choice[] => {
  let ladder = from;
  for (let changes = true; changes; ) {
    changes = false;
    for (const rung of between(ladder)) {
      const options = coarserThan(fixed, rung, findings).map((choice) =>
        ladder.map((other) => (other.name === rung.name ? choice : other)),
      );
      for (const option of options) {
        if (cost(fixed, option) < cost(fixed, ladder) - LEAST_GAIN) [ladder, changes] = [option, true];
      }
    }
  }
  return ladder;
};

/** What is less is within what a few seconds tell of a title. It also makes the search end. */
const LEAST_GAIN = 0.002;

const coarserThan = (fixed: readonly Choice[], rung: Choice, findings: TitleFindings): readonly Choice[] => {
  const usual = fixed.find(({ name }) => name === rung.name);
  if (!usual) return [];
  return STEPS.flatMap((step) => {
    const crf = usual.crf + step;
    const point = pointAt(findings, rung.name, crf);
    const isFine = point && decibels(point.ssim) >= decibels(usual.point.ssim) - MAX_LOSS_DB;
    return isFine ? [{ ...usual, crf, point }] : [];
  });
};

/** The rung that is missed least, if it is not missed. */
const findNeedless = (fixed: readonly Choice[], ladder: readonly Choice[]): Choice | undefined => {
  const least = between(ladder)
    .filter((rung) => canGo(ladder, rung))
    .map((rung) => ({ rung, cost: cost(fixed, without(ladder, rung)) }))
    .sort((a, b) => a.cost - b.cost)[0];
  return least && least.cost <= Math.min(1, WORTH * cost(fixed, ladder)) ? least.rung : undefined;
};

const without = (ladder: readonly Choice[], rung: Choice): readonly Choice[] =>
  ladder.filter(({ name }) => name !== rung.name);

/** Bits for the same picture, against the ladder as configured; whose best picture there has to be as well. */
const cost = (fixed: readonly Choice[], ladder: readonly Choice[]): number => {
  if (best(ladder) < best(fixed)) return Number.POSITIVE_INFINITY;
  const points = (of: readonly Choice[]): readonly LadderPoint[] => of.map(({ point }) => point);
  return compareLadders(points(fixed), points(ladder)) ?? 1;
};

/** Not always the highest rung's: where its bit rate is at the cap, a smaller one may show more. */
const best = (ladder: readonly Choice[]): number => Math.max(...ladder.map(({ point }) => point.ssim));
