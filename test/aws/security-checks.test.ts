import { AwsSolutionsChecks } from 'cdk-nag';
import { expect, it } from 'vitest';
import { EXPLANATIONS } from './support/explained-findings.ts';
import { synthesize } from './support/synthesize.ts';
import { VARIANTS } from './support/variants.ts';

interface Finding {
  readonly rule: string;
  readonly path: string;
}

const findingsOf = (settings: Parameters<typeof synthesize>[0]): readonly Finding[] => {
  const { app } = synthesize(settings);
  const { violations } = new AwsSolutionsChecks(app).validateScope(app);
  return violations.flatMap(({ ruleName, violatingResources }) =>
    (violatingResources ?? []).map(({ constructPath = '' }) => ({ rule: ruleName, path: constructPath })),
  );
};

const explain = ({ rule, path }: Finding) =>
  EXPLANATIONS.find((explanation) => explanation.rule.test(rule) && explanation.path.test(path));

const used = new Set<unknown>();

it.each(Object.entries(VARIANTS))('AwsSolutions finds nothing unexplained: %s', (_name, settings) => {
  const findings = findingsOf(settings);
  for (const finding of findings) used.add(explain(finding));
  expect(findings.filter((finding) => !explain(finding))).toEqual([]);
});

it('every explanation explains something', () => {
  expect(EXPLANATIONS.filter((explanation) => !used.has(explanation))).toEqual([]);
});
