import { Construct } from 'constructs';
import { PROJECT_TAG } from '../project-tag.ts';
import { Alarms } from './alarms.ts';
import { Budget } from './budget.ts';
import { Dashboard, type DashboardProps } from './dashboard.ts';

export type ObservabilityProps = DashboardProps;

/** What people see of the running system: a page, alarms, and a warning about money. */
export class Observability extends Construct {
  constructor(scope: Construct, id: string, props: ObservabilityProps) {
    super(scope, id);
    const { name, monthlyBudget: limit, alarmEmail: email } = props.aws;
    new Alarms(this, 'Alarms', props);
    new Dashboard(this, 'Dashboard', props);
    if (limit && email) new Budget(this, 'Budget', { limit, email, tag: { key: PROJECT_TAG, value: name } });
  }
}
