/**
 * The shortest BCP 47 form of a language tag as sources have it (`ger` and `deu` give `de`, `en-us` gives `en-US`), or
 * undefined for what is none, or says that nothing is known (`und`).
 */
export const normalizeLanguage = (language: string | undefined): string | undefined => {
  if (!language || language.toLowerCase() === 'und') return undefined;
  try {
    return Intl.getCanonicalLocales(language)[0];
  } catch {
    return undefined; // not a language tag
  }
};
