import { registerHooks } from 'node:module';
import type { ApiDocument } from '../../shared/api/contract/describe-api.ts';

/** What the client is generated as: file name → text. */
export type SdkFiles = Readonly<Record<'types.ts' | 'operations.ts', string>>;

const METHODS = ['get', 'post', 'patch', 'delete'] as const;
const NOTE = '// Made from the contract by `npm run generate:sdk`; not to be edited.\n\n';

interface Described {
  readonly operationId: string;
  readonly requestBody?: { readonly content: Readonly<Record<string, unknown>> };
  readonly responses: Readonly<Record<string, { readonly content?: Readonly<Record<string, unknown>> }>>;
}

/** The client's two generated files: the types of all operations, and how each is sent. */
export const describeSdk = async (document: ApiDocument): Promise<SdkFiles> => {
  const { default: generate, astToString } = await loadGenerator();
  // What a body defaults to may be left out of it.
  const types = await generate(structuredClone(withoutExamples(document)) as never, { defaultNonNullable: false });
  return {
    'types.ts': `${NOTE}${astToString(types)}`,
    'operations.ts': `${NOTE}/** How each operation is sent, and what its answer is read as. */
export const OPERATIONS = ${JSON.stringify(operationsOf(document), undefined, 2)} as const;
`,
  };
};

/** It works on the syntax trees of TypeScript up to 6, which version 7 does not have; ts-morph brings them without another `tsc`. */
const loadGenerator = async (): Promise<typeof import('openapi-typescript')> => {
  const hooks = registerHooks({
    resolve: (specifier, context, next) =>
      next(specifier === 'typescript' ? '@ts-morph/common/dist/typescript.js' : specifier, context),
  });
  try {
    return await import('openapi-typescript');
  } finally {
    hooks.deregister();
  }
};

/** Whole answers as comments would be most of the file. */
const withoutExamples = (value: unknown): unknown => {
  if (Array.isArray(value)) return value.map(withoutExamples);
  if (typeof value !== 'object' || value === null) return value;
  const isContent = 'schema' in value && 'example' in value;
  return Object.fromEntries(
    Object.entries(value).flatMap(([key, each]) =>
      isContent && key === 'example' ? [] : [[key, withoutExamples(each)]],
    ),
  );
};

const operationsOf = (document: ApiDocument) =>
  Object.fromEntries(
    Object.entries(document.paths ?? {}).flatMap(([path, item]) =>
      METHODS.flatMap((method) => {
        const operation = item[method] as Described | undefined;
        if (!operation) return [];
        const [contentType] = Object.keys(operation.requestBody?.content ?? {});
        return [
          [
            operation.operationId,
            { method: method.toUpperCase(), path, ...(contentType && { contentType }), answer: answerOf(operation) },
          ],
        ];
      }),
    ),
  );

const answerOf = ({ responses }: Described): 'json' | 'text' | 'stream' => {
  const types = Object.entries(responses).flatMap(([status, { content }]) =>
    status.startsWith('2') ? Object.keys(content ?? {}) : [],
  );
  // What a redirect leads to may be anything.
  const leadsOn = !Object.keys(responses).some((status) => status.startsWith('2'));
  if (leadsOn) return 'stream';
  return types.length > 0 && types.every((type) => !/json/.test(type)) ? 'text' : 'json';
};
