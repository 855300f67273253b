/** What a task of these outputs and so many segments would take. */
export interface TaskCost {
  /** Seconds of one vCPU. */
  readonly seconds: number;
  /** Whether a Lambda can do it, with margin: its time and its memory. */
  readonly isLight: boolean;
}

export interface Work<Output> {
  /** Highest first. */
  readonly outputs: readonly Output[];
  /** Of the whole media. */
  readonly segments: number;
  readonly segmentSeconds: number;
  /** The usual length of a range, at most. */
  readonly taskSegments: number;
  readonly cost: (outputs: readonly Output[], segments: number) => TaskCost;
}

export interface Split<Output> {
  /** The usual length of a range. */
  readonly segments: number;
  /** The outputs of each task of a range; the lowest come first. */
  readonly groups: readonly (readonly Output[])[];
}

/** A media is scheduled in one transaction, and Aurora DSQL writes 3,000 rows and 10 MiB in one. 12 rungs take 3.5 kB. */
const MAX_TASKS = 2000;

/** Ranges this short or shorter compress worse, and a join would break the rate cap if each began with a nearly full rate buffer. */
export const SHORT_RANGE_SECONDS = 15;

/** What a task should take, if that can be had by shorter ranges that are still long enough: half a minute of 1080p30. */
const TARGET_SECONDS = 60;

/** What a task may take before that costs something: decoding a second time, or bits. */
const SLOW_SECONDS = 90;

/** How much more work decoding once for each group may be. */
const MAX_EXTRA = 0.25;

/**
 * How long ranges are, and whether one task makes all rungs of a range. Ranges are as long as they usually are, or shorter where a
 * task would take longer than it should. If they would have to be short ones the ladder is split instead, unless that costs too much
 * decoding. What is then still too much for a Lambda is split whatever that costs, unless it is too much even so: that is for containers,
 * which take their time.
 */
export const splitWork = <Output>(work: Work<Output>): Split<Output> => {
  const whole = [work.outputs];
  const least = leastSegments(work, 1);
  const most = Math.max(least, work.taskSegments);
  const longEnough = Math.min(most, Math.max(least, Math.ceil(SHORT_RANGE_SECONDS / work.segmentSeconds)));
  for (let segments = most; segments > longEnough; segments--) {
    if (isWithin(work, whole, segments, TARGET_SECONDS)) return { segments, groups: whole };
  }
  for (let segments = longEnough; segments >= least; segments--) {
    if (isWithin(work, whole, segments, SLOW_SECONDS)) return { segments, groups: whole };
    const split = packRungs(work, segments, SLOW_SECONDS);
    if (isWithin(work, split.groups, split.segments, SLOW_SECONDS) && isWorthWhile(work, split)) return split;
  }
  const split = packRungs(work, least, Number.POSITIVE_INFINITY);
  const fits = isWithin(work, split.groups, split.segments, Number.POSITIVE_INFINITY);
  return fits || isWorthWhile(work, split) ? split : { segments: most, groups: whole };
};

/** So that all tasks fit into a transaction. */
const leastSegments = ({ segments }: Pick<Work<unknown>, 'segments'>, groups: number): number =>
  Math.max(1, Math.ceil((segments * groups) / MAX_TASKS));

const isWithin = <Output>(
  { cost }: Work<Output>,
  groups: Split<Output>['groups'],
  segments: number,
  seconds: number,
): boolean =>
  groups.every((group) => {
    const task = cost(group, segments);
    return task.isLight && task.seconds <= seconds;
  });

/** As few groups as can be, from the lowest rung up; a rung that is too much by itself is alone. */
const packRungs = <Output>(work: Work<Output>, segments: number, seconds: number): Split<Output> => {
  const groups: (readonly Output[])[] = [];
  for (const output of work.outputs.toReversed()) {
    const larger = [output, ...(groups.at(-1) ?? [])];
    if (groups.length > 0 && isWithin(work, [larger], segments, seconds)) groups[groups.length - 1] = larger;
    else groups.push([output]);
  }
  return { segments: Math.max(segments, leastSegments(work, groups.length)), groups };
};

const isWorthWhile = <Output>({ cost, outputs }: Work<Output>, { segments, groups }: Split<Output>): boolean => {
  const seconds = groups.reduce((sum, group) => sum + cost(group, segments).seconds, 0);
  return seconds <= (1 + MAX_EXTRA) * cost(outputs, segments).seconds;
};
