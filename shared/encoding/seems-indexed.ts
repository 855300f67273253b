const FIRST_BYTES = 12;

const EBML = '1a45dfa3';

/** Whether a source begins as MP4, MOV, Matroska and WebM do, which mostly have an index; not if that cannot be read now. */
export const seemsIndexed = async (url: string, signal: AbortSignal): Promise<boolean> => {
  try {
    const response = await fetch(url, { headers: { range: `bytes=0-${FIRST_BYTES - 1}` }, signal });
    const bytes = Buffer.from(await response.arrayBuffer());
    return bytes.toString('hex', 0, 4) === EBML || bytes.toString('latin1', 4, 8) === 'ftyp';
  } catch {
    return false;
  }
};
