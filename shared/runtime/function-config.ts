import type { Config } from './config.ts';

/** The settings that handlers go by. Where it runs and where the database is, only the host needs to know. */
export type FunctionConfig = Omit<Config, 'aws' | 'database' | 'encoding'> & {
  readonly encoding: Config['encoding'] & {
    /** Memory of a Lambda that encodes, where there are Lambdas. */
    readonly taskMegabytes?: number;
  };
};
