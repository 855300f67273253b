import { PackagingError } from '../../../../shared/packaging/packaging-error.ts';

/** All that came out of a stream, and the refusal that ended it, if one did. */
export interface Observation<T> {
  readonly parts: readonly T[];
  readonly refusal: string | undefined;
}

/** Reads a stream to its end. Throws whatever it throws but a PackagingError. */
export const observe = async <T>(stream: AsyncIterable<T>): Promise<Observation<T>> => {
  const parts: T[] = [];
  try {
    for await (const part of stream) parts.push(part);
    return { parts, refusal: undefined };
  } catch (error) {
    if (!(error instanceof PackagingError)) throw error;
    return { parts, refusal: `${error.code}: ${error.message}` };
  }
};

/** Whether the work was refused. Throws whatever it throws but a PackagingError. */
export const isRefused = (work: () => unknown): boolean => {
  try {
    work();
    return false;
  } catch (error) {
    if (!(error instanceof PackagingError)) throw error;
    return true;
  }
};
