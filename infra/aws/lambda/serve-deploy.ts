import type { Deps } from '../../../shared/runtime/deps.ts';
import type { LambdaHandler } from '../../event-source/hosted-function.ts';
import { answerCloudFormation, isCloudFormationEvent } from './answer-cloudformation.ts';
import { createLambdaDeps } from './create-lambda-deps.ts';

/**
 * The handler of a function that a deployment runs, as a custom resource of CloudFormation. What it works with is made
 * here and not at the cold start: a failure there would leave the stack waiting for an answer. Whoever invokes it by hand
 * gets the failure as it is.
 */
export const serveDeploy =
  (createHandler: (deps: Deps) => LambdaHandler): LambdaHandler =>
  async (event, context) => {
    const work = async () => createHandler(await createLambdaDeps())(event, context);
    return isCloudFormationEvent(event) ? answerCloudFormation(event, context, work) : work();
  };
