import { fork } from 'node:child_process';
import { join } from 'node:path';
import type { Cleaning } from './temporary-folder.ts';

const RUNTIME = new URL('./run-bundle.ts', import.meta.url).pathname;

export interface StartedBundle {
  /** One after the other, as on Lambda. */
  readonly invoke: (event: unknown, remainingMs?: number) => Promise<unknown>;
  readonly stderr: () => string;
}

/** A Lambda's code in a fresh Node, with nothing in its environment but these variables. */
export const startBundle = async (
  { onTestFinished }: Cleaning,
  directory: string,
  name: string,
  variables: Readonly<Record<string, string>>,
): Promise<StartedBundle> => {
  const child = fork(RUNTIME, [join(directory, 'index.mjs'), name], {
    env: { ...variables, NODE_OPTIONS: '--enable-source-maps --disable-warning=ExperimentalWarning' },
    stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
  });
  onTestFinished(() => void child.kill());
  let stderr = '';
  child.stderr?.on('data', (bytes) => (stderr += bytes));
  const receive = () =>
    new Promise<unknown>((resolve, reject) => {
      const fail = (code: number | null) => reject(new Error(`The process of ${name} ended with ${code}: ${stderr}`));
      child.once('exit', fail);
      child.once('message', (message: { readonly answer?: unknown; readonly error?: string }) => {
        child.off('exit', fail);
        if (message.error === undefined) resolve(message.answer);
        else reject(new Error(message.error));
      });
    });
  await receive();
  return {
    invoke: (event, remainingMs = 30_000) => {
      const answer = receive();
      child.send({ event, remainingMs });
      return answer;
    },
    stderr: () => stderr,
  };
};
