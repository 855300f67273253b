import { readFileSync } from 'node:fs';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { createMetrics } from '../../../shared/runtime/create-metrics.ts';
import { METRICS } from '../../../shared/runtime/metrics.ts';
import { withLogContext } from '../../../shared/runtime/with-log-context.ts';

const lines: string[] = [];
beforeEach(() => {
  lines.splice(0);
  vi.spyOn(process.stdout, 'write').mockImplementation((line) => lines.push(String(line)) > 0);
});
afterEach(() => void vi.restoreAllMocks());
const written = () => lines.map((line): unknown => JSON.parse(line));

it('writes a line in the embedded metric format for each value', () => {
  const metrics = createMetrics({ kind: 'emf', serviceName: 'gilfoyle-test' });
  metrics.add({ name: 'Failures', value: 1, dimensions: { code: 'corrupt' } });
  metrics.add({ name: 'MediaSeconds', value: 12.5 });
  const definition = (Dimensions: string[][], name: string, unit: string) => ({
    Timestamp: expect.any(Number),
    CloudWatchMetrics: [{ Namespace: 'Gilfoyle', Dimensions, Metrics: [{ Name: name, Unit: unit }] }],
  });
  expect(written()).toEqual([
    {
      _aws: definition([['service', 'code']], 'Failures', 'Count'),
      service: 'gilfoyle-test',
      code: 'corrupt',
      Failures: 1,
    },
    { _aws: definition([['service']], 'MediaSeconds', 'Seconds'), service: 'gilfoyle-test', MediaSeconds: 12.5 },
  ]);
  expect(lines.every((line) => line.endsWith('}\n'))).toBe(true);
});

it('says which media a value is of, also when works overlap', async () => {
  const metrics = createMetrics({ kind: 'emf', serviceName: 'gilfoyle' });
  const work = (mediaId: string, pauses: number) =>
    withLogContext({ mediaId, attempt: pauses }, async () => {
      for (let i = 0; i < pauses; i++) await Promise.resolve();
      metrics.add({ name: 'TasksDone', value: pauses, dimensions: { kind: mediaId } });
    });
  await Promise.all([work('med_a', 3), work('med_b', 1), work('med_c', 2)]);
  expect(written()).toMatchObject([
    { mediaId: 'med_b', kind: 'med_b', attempt: '1', TasksDone: 1 },
    { mediaId: 'med_c', kind: 'med_c', attempt: '2', TasksDone: 2 },
    { mediaId: 'med_a', kind: 'med_a', attempt: '3', TasksDone: 3 },
  ]);
});

it('is silent where nobody reads it', () => {
  createMetrics({ kind: 'off', serviceName: 'gilfoyle' }).add({ name: 'MediasOverdue', value: 3 });
  expect(lines).toEqual([]);
});

it('has facts of the log and dimensions apart', () => {
  const facts = ['functionName', 'requestId', 'traceId', 'messageId', 'messageIds', 'mediaId', 'taskId', 'attempt'];
  const names = Object.entries(METRICS).flatMap(([name, { dimensions }]) => [name, ...dimensions]);
  expect(names.filter((name) => facts.includes(name))).toEqual([]);
});

it('is on the page for operators, all of it', () => {
  const page = readFileSync(new URL('../../../docs/operations.md', import.meta.url), 'utf8');
  const rows = Object.entries(METRICS).map(([name, { unit, dimensions, meaning }]) =>
    ['', `\`${name}\``, unit, dimensions.map((dimension) => `\`${dimension}\``).join(', '), meaning, '']
      .join(' | ')
      .trim(),
  );
  expect(rows.filter((row) => !page.includes(row))).toEqual([]);
});
