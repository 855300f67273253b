import type { Context } from 'aws-lambda';
import type { Deps } from '../../../shared/runtime/deps.ts';
import { answerCloudFormation, isCloudFormationEvent } from './answer-cloudformation.ts';
import { createLambdaDeps } from './create-lambda-deps.ts';

/**
 * The handler of a function that a deployment runs, as a custom resource of CloudFormation. What it works with is made
 * here and not at the cold start: a failure there would leave the stack waiting for an answer. Whoever invokes it by hand
 * gets the failure as it is.
 */
export const serveDeploy = (createHandler: (deps: Deps) => () => Promise<unknown>) => {
  const work = async (): Promise<void> => {
    await createHandler(await createLambdaDeps())();
  };
  return async (event: unknown, context: Context): Promise<void> =>
    isCloudFormationEvent(event) ? answerCloudFormation(event, context, work) : work();
};
