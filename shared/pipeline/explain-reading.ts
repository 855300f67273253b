import { EncodeError } from '../encoding/encode-error.ts';
import { refuseElsewhere } from '../encoding/judge-reading.ts';
import type { ServedSource } from '../encoding/serve-source.ts';
import { isSourceGone } from '../encoding/source-exists.ts';
import { sourceChanged } from './store-of-task.ts';

/** What the store said when ffmpeg only saw its connection break, or what ffmpeg asked for and did not get. */
export const explainReading = (source: ServedSource): Error | undefined => {
  const elsewhere = refuseElsewhere(source);
  if (elsewhere) {
    const { failure, detail } = elsewhere;
    return new EncodeError(failure.code, failure.message, { isFinal: true, detail });
  }
  const failure = source.failure();
  if (!failure) return undefined;
  if (isSourceGone(failure)) return sourceChanged(failure);
  return new Error(`the source could not be read: ${failure.message}`, { cause: failure });
};
