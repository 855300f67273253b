import type { Pool, PoolClient } from 'pg';

/**
 * What becomes of one statement. `refused`: PostgreSQL raises 40001 in its place, and the transaction is over. `lost`: it is
 * done, and then the connection is lost, so that nobody hears of it.
 */
export type Fault = 'refused' | 'lost';

const REFUSAL = `do $$ begin raise exception 'refused for the test' using errcode = '40001'; end $$`;

/**
 * The same pool, in which one statement fails, once: the one with this number, counted from 1 over all transactions, `begin`
 * and `commit` included, `rollback` not.
 */
export const failStatement = (pool: Pool, number: number, fault: Fault) => {
  const texts: string[] = [];
  const query =
    (client: PoolClient) =>
    async (text: string, ...values: unknown[]): Promise<unknown> => {
      const pass = (statement: string) => Reflect.apply(client.query, client, [statement, ...values]);
      if (text === 'rollback') return pass(text);
      texts.push(text);
      if (texts.length !== number) return pass(text);
      if (fault === 'refused') return client.query(REFUSAL);
      await pass(text);
      throw new Error('Connection terminated unexpectedly');
    };
  const wrap = (client: PoolClient): PoolClient =>
    new Proxy(client, {
      get: (target, name) => {
        if (name === 'query') return query(target);
        const value: unknown = Reflect.get(target, name, target);
        return typeof value === 'function' ? value.bind(target) : value;
      },
    });
  const faulty = new Proxy(pool, {
    get: (target, name) => {
      if (name === 'connect') return async () => wrap(await target.connect());
      const value: unknown = Reflect.get(target, name, target);
      return typeof value === 'function' ? value.bind(target) : value;
    },
  });
  return { pool: faulty, texts };
};
