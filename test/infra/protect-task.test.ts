import { setTimeout as sleep } from 'node:timers/promises';
import { Logger } from '@aws-lambda-powertools/logger';
import { describe, expect, it } from 'vitest';
import { createTaskProtection } from '../../infra/worker/protect-task.ts';
import { serveAgent } from './support/serve-agent.ts';
import { waitUntil } from './support/wait-until.ts';

/** A logger that notes what it warns of. */
const listen = () => {
  const warnings: string[] = [];
  const logger = new Logger({ logLevel: 'SILENT' });
  logger.warn = (message, ...extra) =>
    void warnings.push(`${message}: ${(extra[0] as { error: Error }).error.message}`);
  return { logger, warnings };
};

describe.concurrent('a container at work', () => {
  it('is protected, again and again, until the work ends', async (test) => {
    const agent = await serveAgent(test);
    const { logger, warnings } = listen();
    const protect = createTaskProtection({ agentUri: agent.uri, logger, renewSeconds: 0.2 });
    expect(await protect(() => sleep(500, 'done'))).toBe('done');
    await waitUntil(() => agent.asked.at(-1) === 'off');
    expect(agent.asked).toEqual([720, 720, 720, 'off']);
    await sleep(300);
    expect(agent.asked).toHaveLength(4);
    expect(warnings).toEqual([]);
  });

  it('is no longer protected when the work fails', async (test) => {
    const agent = await serveAgent(test);
    const protect = createTaskProtection({ agentUri: agent.uri, ...listen() });
    await expect(protect(() => Promise.reject(new Error('broken')))).rejects.toThrow('broken');
    await waitUntil(() => agent.asked.length === 2);
    expect(agent.asked).toEqual([720, 'off']);
  });

  it.for([
    [500, '{"error":{"Code":"ServerException"}}', /answered 500: .*ServerException/],
    [200, '{"failure":{"Reason":"DEPLOYMENT_BLOCKED"}}', /answered 200: .*DEPLOYMENT_BLOCKED/],
    [200, 'no JSON', /answered 200: no JSON/],
  ] as const)('works on when it is not protected (%i %s)', async ([status, body, reason], test) => {
    const agent = await serveAgent(test, { status, body });
    const { logger, warnings } = listen();
    const protect = createTaskProtection({ agentUri: agent.uri, logger });
    expect(await protect(async () => 'done')).toBe('done');
    await waitUntil(() => warnings.length === 2);
    for (const warning of warnings) expect(warning).toMatch(reason);
  });

  it('works on when nobody answers', async () => {
    const { logger, warnings } = listen();
    const protect = createTaskProtection({ agentUri: 'http://127.0.0.1:1/api', logger });
    expect(await protect(async () => 'done')).toBe('done');
    await waitUntil(() => warnings.length === 2);
  });

  it('asks nobody outside of ECS', async () => {
    const { logger, warnings } = listen();
    expect(await createTaskProtection({ agentUri: undefined, logger })(async () => 'done')).toBe('done');
    expect(warnings).toEqual([]);
  });
});
