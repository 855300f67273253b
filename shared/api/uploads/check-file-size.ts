import type { Config } from '../../runtime/config.ts';
import { Problem } from '../../runtime/problem.ts';

/** Refuses what could only fail later. `grant`: what an upload token allows. */
export const checkFileSize = (
  bytes: number,
  { upload }: Pick<Config, 'upload'>,
  grant?: { readonly maxBytes?: number | undefined },
): void => {
  if (bytes === 0) throw new Problem('file_empty', 'The file has no bytes; choose a file with content.');
  if (bytes > upload.maxBytes) {
    throw new Problem(
      'file_too_large',
      `The file has ${bytes} bytes; this service accepts at most ${upload.maxBytes}.`,
    );
  }
  if (grant?.maxBytes !== undefined && bytes > grant.maxBytes) {
    throw new Problem(
      'file_too_large',
      `The file has ${bytes} bytes; this upload token allows at most ${grant.maxBytes}.`,
    );
  }
};
