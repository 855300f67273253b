const MAX_BACK_OFF_SECONDS = 300;

/** 5 s, 10 s, 20 s … 5 minutes. `failures` counts from 1. */
export const backOffSeconds = (failures: number, first = 5): number =>
  Math.min(MAX_BACK_OFF_SECONDS, first * 2 ** Math.max(0, failures - 1));
