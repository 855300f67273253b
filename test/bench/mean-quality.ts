import type { LadderPoint } from '../../shared/media/compare-ladders.ts';

const CONNECTIONS = 200;

/**
 * Mean SSIM that players show whose connections lie evenly, on a logarithmic scale, between the lowest and the highest rung of
 * `range`. A player shows the best rung that its connection carries.
 */
export const meanQuality = (ladder: readonly LadderPoint[], range: readonly LadderPoint[]): number => {
  const rates = range.map(({ bitrate }) => bitrate);
  const [low, high] = [Math.log(Math.min(...rates)), Math.log(Math.max(...rates))];
  let sum = 0;
  for (let i = 0; i < CONNECTIONS; i++) {
    const connection = Math.exp(low + ((high - low) * (i + 0.5)) / CONNECTIONS);
    sum += Math.max(...ladder.filter(({ bitrate }) => bitrate <= connection).map(({ ssim }) => ssim));
  }
  return sum / CONNECTIONS;
};
