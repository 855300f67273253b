'use strict';

/**
 * Loaded by every function in the emulator: the SDK asks for a key-value store at `<account>.localhost`. All names below
 * localhost are this machine (RFC 6761), which not every system's resolver knows.
 */
const dns = require('node:dns');

dns.lookup = new Proxy(dns.lookup, {
  apply: (lookup, self, [hostname, ...rest]) =>
    Reflect.apply(lookup, self, [hostname?.endsWith('.localhost') ? '127.0.0.1' : hostname, ...rest]),
});
