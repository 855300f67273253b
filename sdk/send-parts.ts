import type { CallOptions, Client, Schemas } from './client-types.ts';
import { GilfoyleError } from './gilfoyle-error.ts';
import { putBytes } from './put-bytes.ts';
import { repeat } from './repeat.ts';
import type { Source } from './upload-source.ts';

export interface PartsPlan {
  /** Bytes of every part but the last. */
  readonly partSize: number;
  /** Those that are stored already. */
  readonly parts: Schemas['StoredParts']['parts'];
  /** Signed addresses that came with the start of the upload; others are asked for. */
  readonly addresses: Schemas['SignedParts']['parts'];
}

interface SendOptions extends CallOptions {
  readonly mediaId: string;
  readonly concurrency?: number | undefined;
  readonly tries?: number | undefined;
  readonly onProgress?: ((progress: { readonly sentBytes: number; readonly totalBytes: number }) => void) | undefined;
}

/** Addresses that are asked for at a time: they expire, so not all at once. */
const SIGNED_AT_A_TIME = 50;

/** Sends the parts that are not stored yet, several at once, each until it is. */
export const sendParts = async (
  client: Client,
  source: Source,
  { partSize, parts, addresses }: PartsPlan,
  { mediaId, signal, concurrency = 4, tries, onProgress }: SendOptions,
): Promise<void> => {
  const urls = new Map(addresses.map(({ partNumber, url }) => [partNumber, url]));
  const rangeOf = (partNumber: number) => {
    const start = (partNumber - 1) * partSize;
    return { start, end: Math.min(start + partSize, source.size) };
  };
  const isStored = new Set(
    parts
      .filter(({ partNumber, size }) => rangeOf(partNumber).end - rangeOf(partNumber).start === size)
      .map(({ partNumber }) => partNumber),
  );
  const numbers = Array.from({ length: Math.ceil(source.size / partSize) }, (_, i) => i + 1);
  const missing = numbers.filter((partNumber) => !isStored.has(partNumber));

  const sent = new Map(
    [...isStored].map((partNumber) => [partNumber, rangeOf(partNumber).end - rangeOf(partNumber).start]),
  );
  const report = (partNumber: number, bytes: number) => {
    sent.set(partNumber, bytes);
    onProgress?.({ sentBytes: [...sent.values()].reduce((sum, each) => sum + each, 0), totalBytes: source.size });
  };

  let signing: Promise<void> | undefined;
  /** Asks for the addresses of this part and of those after it, once for all who need one at this moment. */
  const urlOf = async (partNumber: number, stop: AbortSignal): Promise<string> => {
    for (;;) {
      const url = urls.get(partNumber);
      if (url) return url;
      signing ??= sign(partNumber, stop).finally(() => {
        signing = undefined;
      });
      await signing;
    }
  };
  const sign = async (from: number, stop: AbortSignal): Promise<void> => {
    const partNumbers = missing.filter((each) => each >= from && !urls.has(each)).slice(0, SIGNED_AT_A_TIME);
    const signed = await client.signParts({ path: { id: mediaId }, body: { partNumbers } }, { signal: stop });
    for (const { partNumber, url } of signed.parts) urls.set(partNumber, url);
  };

  const sendPart = async (partNumber: number, stop: AbortSignal): Promise<void> => {
    const { start, end } = rangeOf(partNumber);
    const bytes = await source.slice(start, end);
    await repeat(
      async () => {
        const url = await urlOf(partNumber, stop);
        try {
          await putBytes(client, { url, bytes, signal: stop, onSent: (count) => report(partNumber, count) });
        } catch (error) {
          report(partNumber, 0);
          // Perhaps the address has expired: the next try asks for a new one.
          if (error instanceof GilfoyleError && error.status === 403) urls.delete(partNumber);
          throw error;
        }
      },
      { tries, signal: stop },
    );
  };

  const failing = new AbortController();
  const stop = AbortSignal.any([failing.signal, ...(signal ? [signal] : [])]);
  const queue = missing.values();
  const work = async () => {
    for (const partNumber of queue) await sendPart(partNumber, stop);
  };
  try {
    await Promise.all(Array.from({ length: Math.max(1, Math.min(concurrency, missing.length)) }, work));
  } catch (error) {
    // The others would go on for nothing.
    failing.abort(error);
    throw error;
  }
};
