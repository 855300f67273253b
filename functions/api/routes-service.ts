import * as z from 'zod';
import { jsonAnswer } from '../../shared/api/requests/json-answer.ts';
import { type Route, route } from '../../shared/api/requests/route.ts';
import { FAILED_HEALTH_EXAMPLE, HEALTH_EXAMPLE, METRICS_EXAMPLE } from '../../shared/api/schemas/examples.ts';
import { Health } from '../../shared/api/schemas/health.ts';
import { checkHealth } from '../../shared/api/service/check-health.ts';
import { measureService } from '../../shared/api/service/measure-service.ts';
import { renderMetrics } from '../../shared/api/service/render-metrics.ts';

const METRICS_TYPE = 'text/plain; version=0.0.4; charset=utf-8';
const HTML_TYPE = 'text/html; charset=utf-8';
const DOCS_POLICY = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'";

const textAnswer = (contentType: string, body: string, headers: Readonly<Record<string, string>> = {}) =>
  Promise.resolve({ statusCode: 200, headers: { 'content-type': contentType, ...headers }, body });

/** What operators and tools ask. `resources`: the routes that the contract describes besides these. */
export const serviceRoutes = (resources: readonly Route[]): readonly Route[] => {
  const routes: readonly Route[] = [
    route({
      method: 'GET',
      path: '/healthz',
      operationId: 'getHealth',
      access: 'public',
      summary: 'Health, by dependency',
      answers: {
        '200': { description: 'Everything works.', schema: Health, example: HEALTH_EXAMPLE },
        '503': {
          description: 'Something does not; its `message` says what.',
          schema: Health,
          example: FAILED_HEALTH_EXAMPLE,
        },
      },
      run: async (deps) => {
        const health = await checkHealth(deps);
        return jsonAnswer(health.status === 'failed' ? 503 : 200, health);
      },
    }),
    route({
      method: 'GET',
      path: '/metrics',
      operationId: 'getMetrics',
      access: { action: 'read', on: 'service' },
      summary: 'Metrics for Prometheus',
      answers: {
        '200': {
          description: 'Text format 0.0.4.',
          schema: z.string(),
          contentType: 'text/plain',
          example: METRICS_EXAMPLE,
        },
      },
      run: async (deps) =>
        textAnswer(METRICS_TYPE, renderMetrics(await measureService(deps)), { 'cache-control': 'no-store' }),
    }),
    route({
      method: 'GET',
      path: '/openapi.json',
      operationId: 'getContract',
      access: 'public',
      summary: 'This contract',
      answers: {
        '200': {
          description: 'An OpenAPI 3.1 document.',
          schema: z.looseObject({ openapi: z.string() }),
          example: { openapi: '3.1.0' },
        },
      },
      run: async () => textAnswer('application/json', (await contract()).json),
    }),
    route({
      method: 'GET',
      path: '/docs',
      operationId: 'getDocs',
      access: 'public',
      summary: 'This contract, to read',
      answers: {
        '200': { description: 'A page.', schema: z.string(), contentType: 'text/html', example: '<!doctype html>…' },
      },
      run: async () => textAnswer(HTML_TYPE, (await contract()).page, { 'content-security-policy': DOCS_POLICY }),
    }),
  ];
  const make = async () => {
    const { describeApi } = await import('../../shared/api/contract/describe-api.ts');
    const { renderDocsPage } = await import('../../shared/api/contract/render-docs-page.ts');
    const document = describeApi([...resources, ...routes]);
    return { json: JSON.stringify(document), page: renderDocsPage(document) };
  };
  let making: ReturnType<typeof make> | undefined;
  /** Loaded and made on first use: a function that only takes uploads need not pay for it as it starts. */
  const contract = () => {
    making ??= make();
    return making;
  };
  return routes;
};
