/** A PUT that failed. `status` is 0 when no answer came. */
export class PutError extends Error {
  /** @override */
  name = 'PutError';

  /** @param {number} status */
  constructor(status) {
    super(
      status === 0 ? 'The connection was lost while the file was being sent.' : `The file was refused (${status}).`,
    );
    this.status = status;
  }
}

/**
 * Sends bytes to a signed address. XMLHttpRequest, because `fetch` does not tell how far an upload has come.
 *
 * @param {string} url
 * @param {Blob} bytes
 * @param {Record<string, string>} headers
 * @param {AbortSignal} signal
 * @param {(sentBytes: number) => void} onProgress
 * @returns {Promise<void>}
 */
export const putBytes = (url, bytes, headers, signal, onProgress) =>
  new Promise((resolve, reject) => {
    signal.throwIfAborted();
    const request = new XMLHttpRequest();
    const abort = () => request.abort();
    signal.addEventListener('abort', abort, { once: true });
    request.open('PUT', url);
    for (const [name, value] of Object.entries(headers)) request.setRequestHeader(name, value);
    request.upload.onprogress = ({ loaded }) => onProgress(loaded);
    request.onload = () => {
      if (request.status >= 200 && request.status < 300) {
        onProgress(bytes.size);
        resolve();
      } else reject(new PutError(request.status));
    };
    request.onerror = () => reject(new PutError(0));
    request.onabort = () => reject(signal.reason);
    request.onloadend = () => signal.removeEventListener('abort', abort);
    // Without this the browser would name the blob's own type, and the signature covers the type.
    request.send(headers['content-type'] ? bytes : new Blob([bytes]));
  });
