import { expect, test } from 'vitest';
import { renderMetrics } from '../../../shared/api/service/render-metrics.ts';

test('metrics are Prometheus text, with labels escaped', () => {
  const samples = [
    { labels: { status: 'Ready' }, value: 3 },
    { labels: { status: 'a"b\\c\nd' }, value: 0.5 },
  ];
  const text = renderMetrics([{ name: 'gilfoyle_medias', help: 'Medias.', type: 'gauge', samples }]);
  expect(text).toBe(
    [
      '# HELP gilfoyle_medias Medias.',
      '# TYPE gilfoyle_medias gauge',
      'gilfoyle_medias{status="Ready"} 3',
      'gilfoyle_medias{status="a\\"b\\\\c\\nd"} 0.5',
      '',
    ].join('\n'),
  );
});
