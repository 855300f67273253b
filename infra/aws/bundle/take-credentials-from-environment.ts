import type { Plugin } from 'esbuild';

const ENVIRONMENT = '@aws-sdk/credential-provider-env';

/** By package: what clients and signers take from it. */
const CHAINS = [
  { package: 'credential-provider-node', chain: 'defaultProvider' },
  { package: 'credential-providers', chain: 'fromNodeProviderChain' },
];

/**
 * Lambda gives a function its credentials in the environment. The SDK's own chain looks in ten more places and brings
 * 150 kB for that. Containers need the chain.
 */
export const takeCredentialsFromEnvironment: Plugin = {
  name: 'take-credentials-from-environment',
  setup: ({ onLoad }) => {
    for (const { package: name, chain } of CHAINS) {
      onLoad({ filter: new RegExp(`[\\\\/]@aws-sdk[\\\\/]${name}[\\\\/]dist-es[\\\\/]index\\.js$`) }, () => ({
        contents: `export { fromEnv as ${chain} } from '${ENVIRONMENT}';`,
        resolveDir: import.meta.dirname,
      }));
    }
  },
};
