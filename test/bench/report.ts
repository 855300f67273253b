import { printTable } from './print-table.ts';

/** A figure that was measured, and what it is to be at most; without a target it is told and not judged. */
export interface Figure {
  readonly name: string;
  readonly value: number;
  readonly target?: number;
  readonly unit?: string;
}

export const median = (values: readonly number[]): number =>
  values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;

const isHeld = ({ value, target }: Figure): boolean => target === undefined || value <= target;

const row = (figure: Figure): readonly string[] => {
  const { name, value, target, unit = '' } = figure;
  const show = (number: number): string => `${number.toFixed(3).replace(/\.?0+$/, '')}${unit}`;
  const verdict = target === undefined ? '' : isHeld(figure) ? 'ok' : 'MISSED';
  return [name, show(value), target === undefined ? '' : `≤ ${show(target)}`, verdict];
};

/** Prints a table in Markdown. Answers whether every figure is what it is to be. */
export const report = (title: string, figures: readonly Figure[]): boolean => {
  console.log(`\n${title}\n`);
  printTable(['what', 'measured', 'to reach', ''], figures.map(row));
  return figures.every(isHeld);
};
