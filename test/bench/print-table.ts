/** Prints a table in Markdown; all columns but the first are numbers. */
export const printTable = (head: readonly string[], rows: readonly (readonly string[])[]): void => {
  const line = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`;
  console.log([line(head), line(head.map((_, i) => (i === 0 ? '---' : '---:'))), ...rows.map(line), ''].join('\n'));
};

/** Says whether a target is reached; answers the same. */
export const tellTarget = (name: string, value: number, target: number, digits = 1): boolean => {
  const holds = value <= target;
  console.log(`${name}: ${value.toFixed(digits)} (to reach: ≤ ${target}) ${holds ? 'ok' : 'MISSED'}`);
  return holds;
};
