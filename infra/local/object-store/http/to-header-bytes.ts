/**
 * Node holds header values as one character per byte. Text from a query string takes that form here: the bytes of its
 * UTF-8, which is what a client would have put into the header.
 */
export const toHeaderBytes = (text: string): string => Buffer.from(text, 'utf8').toString('latin1');
