import { expect, it } from 'vitest';
import { KEPT_WARM } from '../../infra/aws/aws-topology.ts';
import { FUNCTIONS } from '../../infra/topology.ts';
import { findAll } from './support/resources.ts';
import { synthesize } from './support/synthesize.ts';

it('what stands between an upload and the first picture is called without a message every few minutes', () => {
  const rules = findAll(synthesize(), 'AWS::Events::Rule').filter(({ id }) => id.startsWith('KeepWarm'));
  expect(rules).toHaveLength(1);
  const { ScheduleExpression, Targets } = rules[0]?.Properties ?? {};
  expect(ScheduleExpression).toBe('rate(4 minutes)');
  for (const { Input } of Targets) expect(JSON.parse(Input)).toEqual({ Records: [] });
  const names = Targets.map(({ Arn }: { Arn: { 'Fn::GetAtt': [string] } }) => Arn['Fn::GetAtt'][0].toLowerCase());
  expect(names).toHaveLength(KEPT_WARM.length);
  for (const name of KEPT_WARM) {
    expect(FUNCTIONS[name].trigger.kind).toBe('queue');
    expect(names).toContainEqual(expect.stringContaining(`functions${name}`));
  }
});
