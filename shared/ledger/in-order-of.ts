/** What a statement returned, in the order of the names that it was given: PostgreSQL returns rows as it finds them. */
export const inOrderOf = <T extends { readonly name: string }>(names: readonly string[], rows: readonly T[]): T[] =>
  rows.toSorted((a, b) => names.indexOf(a.name) - names.indexOf(b.name));
