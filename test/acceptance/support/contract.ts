import { expect } from 'vitest';
import * as z from 'zod';

interface Answer {
  readonly content?: Readonly<Record<string, { readonly schema?: object }>>;
  readonly headers?: Readonly<Record<string, { readonly required?: boolean }>>;
}
interface Document {
  readonly paths: Readonly<
    Record<string, Readonly<Record<string, { readonly responses: Readonly<Record<string, Answer>> }>>>
  >;
  readonly components: { readonly schemas: Readonly<Record<string, object>> };
}

export interface Seen {
  readonly method: string;
  readonly path: string;
  readonly status: number;
  readonly headers: Headers;
  readonly body: unknown;
}

const matches = (template: string, path: string): boolean =>
  new RegExp(`^${template.replaceAll(/\{\w+\}/g, '[^/]+').replaceAll('.', '\\.')}$`).test(path);

/** Holds answers to the contract that the service itself gives out. */
export const readContract = async (url: string): Promise<(seen: Seen) => void> => {
  const text = await (await fetch(`${url}/openapi.json`)).text();
  const document: Document = JSON.parse(text.replaceAll('#/components/schemas/', '#/$defs/'));
  return ({ method, path, status, headers, body }) => {
    const template = Object.keys(document.paths).find((each) => matches(each, path));
    const operation = template ? document.paths[template]?.[method.toLowerCase()] : undefined;
    // An address that is not in the contract has only problems to answer.
    const answer = operation?.responses[`${status}`];
    if (operation)
      expect(answer, `${method} ${template} answers ${status}, which its contract does not name`).toBeDefined();
    else expect(status, `${method} ${path} is not in the contract`).toBeGreaterThanOrEqual(400);
    if (!answer) return;
    const promised = Object.entries(answer.headers ?? {}).filter(([, { required }]) => required);
    const missing = promised.map(([name]) => name).filter((name) => !headers.has(name));
    expect(missing, `${method} ${template} answers ${status} without headers that its contract promises`).toEqual([]);
    const [type = ''] = (headers.get('content-type') ?? '').split(';');
    if (!answer.content) return expect(body).toBeUndefined();
    const schema = answer.content[type]?.schema;
    expect(
      schema,
      `${method} ${template} answers ${status} as ${type}, which its contract does not name`,
    ).toBeDefined();
    const parsed = z.fromJSONSchema({ $defs: document.components.schemas, ...schema } as never).safeParse(body);
    expect(parsed.error?.issues ?? [], `${method} ${path} ${status} breaks the contract`).toEqual([]);
  };
};
