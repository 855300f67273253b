/**
 * Medias that a caller may see: those with one of these tags, and these ones. A caller has a list of scopes, and may see what all of
 * them hold; with none it may see everything.
 */
export interface Scope {
  readonly tags: readonly string[];
  readonly mediaIds: readonly string[];
}

export interface Scoped {
  readonly id: string;
  readonly tags: readonly string[];
}

export const isWithin = ({ id, tags }: Scoped, scopes: readonly Scope[]): boolean =>
  scopes.every((scope) => scope.mediaIds.includes(id) || scope.tags.some((tag) => tags.includes(tag)));
