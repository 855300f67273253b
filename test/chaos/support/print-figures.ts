import type { ChaosResult } from '../run-chaos.ts';

/** The figures of a run, one a line. */
export const printFigures = (seed: number, result: ChaosResult): string => {
  const { counts, medias, tasks, tries, seconds, calmSeconds, calmMedias } = result;
  const ratio = seconds / medias / (calmSeconds / calmMedias);
  const rows: [string, string | number][] = [
    ['seed', seed],
    ...counts.entries(),
    ['medias', medias],
    ['tasks', tasks],
    ['tries', tries],
    ['seconds', seconds.toFixed(1)],
    ['calm run, seconds', `${calmSeconds.toFixed(1)} for ${calmMedias} medias`],
    ['seconds per media, times those of the calm run', ratio.toFixed(1)],
  ];
  const width = Math.max(...rows.map(([name]) => name.length));
  return rows.map(([name, value]) => `${name.padEnd(width)}  ${value}`).join('\n');
};
