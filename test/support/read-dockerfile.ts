import { readFileSync } from 'node:fs';

export interface Recipe {
  readonly from: string;
  readonly env: Readonly<Record<string, string>>;
  /** From a folder of the build context to one of the image. */
  readonly copies: readonly { readonly from: string; readonly to: string }[];
  readonly workdir: string;
  readonly user: string;
  readonly command: readonly string[];
}

const only = (lines: readonly string[], instruction: string): string => {
  const [line, ...others] = lines;
  if (line === undefined || others.length > 0) throw new Error(`the recipe needs one ${instruction}`);
  return line;
};

/** What a Dockerfile says, if it says no more than the worker's does: any other instruction is an error. */
export const readDockerfile = (file: string): Recipe => {
  const instructions: Record<string, string[]> = { FROM: [], ENV: [], COPY: [], WORKDIR: [], USER: [], CMD: [] };
  for (const line of readFileSync(file, 'utf8').split('\n')) {
    if (line === '' || line.startsWith('#')) continue;
    const [instruction = '', ...rest] = line.split(' ');
    const known = instructions[instruction];
    if (!known) throw new Error(`the proof does not know what to make of "${line}"`);
    known.push(rest.join(' '));
  }
  const { FROM = [], ENV = [], COPY = [], WORKDIR = [], USER = [], CMD = [] } = instructions;
  return {
    from: only(FROM, 'FROM'),
    env: Object.fromEntries(ENV.map((line) => [line.slice(0, line.indexOf('=')), line.slice(line.indexOf('=') + 1)])),
    copies: COPY.map((line) => {
      const [from, to, ...others] = line.split(' ');
      if (!from?.endsWith('/') || !to?.endsWith('/') || others.length > 0)
        throw new Error(`"COPY ${line}" copies no folder`);
      return { from, to };
    }),
    workdir: only(WORKDIR, 'WORKDIR'),
    user: only(USER, 'USER'),
    command: JSON.parse(only(CMD, 'CMD')),
  };
};
