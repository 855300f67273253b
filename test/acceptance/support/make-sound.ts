const RATE = 8000;
const HEADER_BYTES = 44;

/** A WAV file: a tone in 16-bit PCM, one channel. */
export const makeSound = (seconds = 1): Uint8Array<ArrayBuffer> => {
  const bytes = seconds * RATE * 2;
  const view = new DataView(new ArrayBuffer(HEADER_BYTES + bytes));
  const write = (at: number, text: string): void => {
    for (let i = 0; i < text.length; i++) view.setUint8(at + i, text.charCodeAt(i));
  };
  write(0, 'RIFF');
  view.setUint32(4, HEADER_BYTES - 8 + bytes, true);
  write(8, 'WAVEfmt ');
  view.setUint32(16, 16, true);
  view.setUint16(20, 1, true);
  view.setUint16(22, 1, true);
  view.setUint32(24, RATE, true);
  view.setUint32(28, RATE * 2, true);
  view.setUint16(32, 2, true);
  view.setUint16(34, 16, true);
  write(36, 'data');
  view.setUint32(40, bytes, true);
  for (let i = 0; i < seconds * RATE; i++) {
    view.setInt16(HEADER_BYTES + i * 2, Math.round(Math.sin((i * 440 * 2 * Math.PI) / RATE) * 10_000), true);
  }
  return new Uint8Array(view.buffer);
};
