/** Changes (insert, delete, replace one character) that make one word of the other. */
const distance = (a: string, b: string): number => {
  let row = Array.from({ length: b.length + 1 }, (_, i) => i);
  for (const [i, letter] of [...a].entries()) {
    const next = [i + 1];
    for (const [j, other] of [...b].entries()) {
      const [replaced = 0, deleted = 0, inserted = 0] = [row[j], row[j + 1], next[j]];
      next.push(Math.min(replaced + (letter === other ? 0 : 1), deleted + 1, inserted + 1));
    }
    row = next;
  }
  return row[b.length] ?? 0;
};

/** The known name that was probably meant. */
export const nearestName = (name: string, known: readonly string[]): string | undefined => {
  const plain = (text: string) => text.toLowerCase().replaceAll(/[-_]/g, '');
  const ranked = known.map((each) => ({ each, away: distance(plain(name), plain(each)) }));
  const best = ranked.toSorted((a, b) => a.away - b.away)[0];
  return best && best.away <= Math.max(2, Math.floor(best.each.length / 2)) ? best.each : undefined;
};
