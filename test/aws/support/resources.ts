import type { Synthesized } from './synthesize.ts';

export interface Resource {
  readonly id: string;
  readonly Type: string;
  // biome-ignore lint/suspicious/noExplicitAny: templates are JSON of many shapes
  readonly Properties: any;
  readonly DeletionPolicy?: string;
  readonly DependsOn?: readonly string[];
}

/** All resources of a type in all stacks. */
export const findAll = ({ data, pipeline, delivery }: Synthesized, type: string): readonly Resource[] =>
  [data, pipeline, ...(delivery ? [delivery] : [])].flatMap((template) =>
    Object.entries(template.findResources(type)).map(([id, resource]) => ({ id, ...resource }) as Resource),
  );
