import { isIPv4, isIPv6 } from 'node:net';

/**
 * A network as a playback token has it: `203.0.113.0/24` is `4cb0071-24`. What of the address is beyond the prefix is left out,
 * so equal networks are written alike. A single address is a network of all its bits. Undefined for what is none.
 */
export const ipNetwork = (text: string): string | undefined => {
  const [address = '', length, ...more] = text.split('/');
  const kind = isIPv4(address) ? 4 : isIPv6(address) && !address.includes('%') ? 6 : undefined;
  if (kind === undefined || more.length > 0) return undefined;
  const size = kind === 4 ? 32 : 128;
  if (length !== undefined && !/^(?:0|[1-9]\d{0,2})$/.test(length)) return undefined;
  const bits = length === undefined ? size : Number(length);
  if (bits > size) return undefined;
  const value = kind === 4 ? valueOfIpv4(address) : valueOfIpv6(address);
  const digits = Math.ceil(bits / 4);
  const masked = (value >> BigInt(size - bits)) << BigInt(digits * 4 - bits);
  return `${kind}${digits === 0 ? '' : masked.toString(16).padStart(digits, '0')}-${bits}`;
};

const valueOfIpv4 = (address: string): bigint =>
  address.split('.').reduce((value, part) => value * 256n + BigInt(part), 0n);

const valueOfIpv6 = (address: string): bigint => {
  // An address of IPv4 may stand for the last two groups.
  const colon = address.lastIndexOf(':');
  const tail = address.slice(colon + 1);
  const ipv4 = tail.includes('.') ? valueOfIpv4(tail) : undefined;
  const text =
    ipv4 === undefined
      ? address
      : `${address.slice(0, colon + 1)}${(ipv4 >> 16n).toString(16)}:${(ipv4 & 0xffffn).toString(16)}`;
  const [head = [], rest = []] = text.split('::').map((half) => (half === '' ? [] : half.split(':')));
  const groups = [...head, ...Array(8 - head.length - rest.length).fill('0'), ...rest];
  return groups.reduce((value, group) => value * 65_536n + BigInt(`0x${group}`), 0n);
};
