import { CfnBudget } from 'aws-cdk-lib/aws-budgets';
import { Construct } from 'constructs';

export interface BudgetProps {
  /** US dollars a month. */
  readonly limit: number;
  readonly email: string;
  /** The tag that counts. It has to be switched on as a cost allocation tag once per account. */
  readonly tag: { readonly key: string; readonly value: string };
}

const ACTUAL_PERCENT = 80;
const FORECAST_PERCENT = 100;

/** A mail when the month's money runs out. It stops nothing. */
export class Budget extends Construct {
  constructor(scope: Construct, id: string, { limit, email, tag }: BudgetProps) {
    super(scope, id);
    const warn = (notificationType: 'ACTUAL' | 'FORECASTED', threshold: number) => ({
      notification: {
        notificationType,
        threshold,
        thresholdType: 'PERCENTAGE',
        comparisonOperator: 'GREATER_THAN',
      },
      subscribers: [{ subscriptionType: 'EMAIL', address: email }],
    });
    new CfnBudget(this, 'Budget', {
      budget: {
        budgetType: 'COST',
        timeUnit: 'MONTHLY',
        budgetLimit: { amount: limit, unit: 'USD' },
        costFilters: { TagKeyValue: [`user:${tag.key}$${tag.value}`] },
      },
      notificationsWithSubscribers: [warn('ACTUAL', ACTUAL_PERCENT), warn('FORECASTED', FORECAST_PERCENT)],
    });
  }
}
