import * as z from 'zod';
import type { Deps } from '../../shared/runtime/deps.ts';

export interface TaskProtectionOptions extends Pick<Deps, 'logger'> {
  /** What ECS puts into ECS_AGENT_URI; without it nothing is protected. */
  readonly agentUri: string | undefined;
  /** Time between renewals. @default 600 */
  readonly renewSeconds?: number;
}

/** Does the work while ECS leaves the container alone. */
export type ProtectTask = <T>(work: () => Promise<T>) => Promise<T>;

/**
 * As long as a task may take: while a deployment waits for protected containers, ECS may refuse to renew. A container
 * that has died needs no protection to end.
 */
const EXPIRES_IN_MINUTES = 720;
const ANSWER_MS = 5_000;

type State =
  | { readonly ProtectionEnabled: true; readonly ExpiresInMinutes: number }
  | { readonly ProtectionEnabled: false };

/** A refusal has `failure` or `error` instead, and not always a status that says so. */
const Answer = z.object({ protection: z.looseObject({}) });

/**
 * Scale-in protection of an ECS task, by the agent's endpoint: neither scaling nor a deployment stops a container that
 * works. Without protection its task would begin anew, which is waste and not loss; so a failure is only logged.
 */
export const createTaskProtection = ({ agentUri, logger, renewSeconds = 600 }: TaskProtectionOptions): ProtectTask => {
  if (!agentUri) return (work) => work();
  let last: Promise<void> = Promise.resolve();
  /** One after the other, or an older state could overtake a newer one. */
  const set = (state: State): void => {
    last = last
      .then(() => put(`${agentUri}/task-protection/v1/state`, state))
      .catch((error: Error) => logger.warn('The protection from scaling in could not be changed', { ...state, error }));
  };
  const protect = (): void => set({ ProtectionEnabled: true, ExpiresInMinutes: EXPIRES_IN_MINUTES });
  return async (work) => {
    protect();
    const timer = setInterval(protect, renewSeconds * 1000);
    try {
      return await work();
    } finally {
      clearInterval(timer);
      set({ ProtectionEnabled: false });
    }
  };
};

const put = async (url: string, state: State): Promise<void> => {
  const response = await fetch(url, {
    method: 'PUT',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(state),
    signal: AbortSignal.timeout(ANSWER_MS),
  });
  const answer = await response.text();
  if (!response.ok || !Answer.safeParse(readJson(answer)).success) {
    throw new Error(`The ECS agent answered ${response.status}: ${answer.slice(0, 500)}`);
  }
};

const readJson = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
};
