/**
 * A migration as Aurora DSQL wants it; undefined if it would be the same. Indexes are asked for as what they are there,
 * built in the background. A collation may not be named: "C" is the only one.
 */
export const dsqlStatement = (statement: string): string | undefined => {
  const fitting = statement
    .replace(/^create (unique )?index (?!async )/im, 'create $1index async ')
    .replaceAll(/ collate "C"/gi, '');
  return fitting === statement ? undefined : fitting;
};
