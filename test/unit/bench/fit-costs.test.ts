import { expect, it } from 'vitest';
import { fitCosts, roundCost } from '../../bench/constants/fit-costs.ts';

it('finds the two constants that costs were made of', () => {
  const costOf = (x: number, y: number) => ({ amounts: [x, y] as const, cost: 0.002 * x + 0.01 * y });
  const [a, b] = fitCosts([costOf(60, 72), costOf(40, 300), costOf(10, 5)]);
  expect(a).toBeCloseTo(0.002, 9);
  expect(b).toBeCloseTo(0.01, 9);
});

it('has none that is negative: the other then stands for everything', () => {
  const samples = [
    { amounts: [72, 7] as const, cost: 0.08 },
    { amounts: [72, 149] as const, cost: 2 },
  ];
  const [a, b] = fitCosts(samples);
  expect(a).toBe(0);
  expect(b).toBeGreaterThan(0.01);
});

it('keeps three digits', () => {
  expect(roundCost(0.00123456)).toBe(0.00123);
  expect(roundCost(-1)).toBe(0);
});
