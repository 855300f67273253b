import * as z from 'zod';

/** Where the database is and how to get in. */
export type DatabaseAddress =
  | { readonly kind: 'url'; readonly url: string }
  /** Name or ARN of a secret in Secrets Manager that holds the URL. */
  | { readonly kind: 'secret'; readonly secret: string }
  /** By tokens that are signed with the function's own credentials; there is no password anywhere. */
  | {
      readonly kind: 'iam';
      readonly service: 'dsql' | 'rds';
      readonly host: string;
      readonly port: number;
      readonly user: string;
      readonly name: string;
    };

const text = z.string().min(1).optional();

/** The variables that say it, in one of three ways: by a URL, by a secret, or by all that IAM needs. */
export const DATABASE_VARIABLES = {
  DATABASE_URL: z
    .string()
    .regex(/^postgres(ql)?:\/\//, 'must begin with postgres://')
    .optional(),
  DATABASE_SECRET: text,
  DATABASE_HOST: text,
  DATABASE_PORT: z.coerce.number().int().min(1).max(65_535).default(5432),
  DATABASE_AUTH: z.enum(['dsql', 'rds']).optional(),
  DATABASE_USER: text,
  DATABASE_NAME: text,
};
const Variables = z.object(DATABASE_VARIABLES);
type Variables = z.infer<typeof Variables>;

const WAYS = ['DATABASE_URL', 'DATABASE_SECRET', 'DATABASE_HOST'] as const;
const IAM = ['DATABASE_HOST', 'DATABASE_AUTH', 'DATABASE_USER', 'DATABASE_NAME'] as const;

/** What is wrong with the variables taken together. */
export const findDatabaseFaults = (variables: Readonly<Record<string, string | undefined>>): readonly string[] => {
  const ways = WAYS.filter((name) => variables[name] !== undefined);
  const missing = IAM.filter((name) => variables[name] === undefined);
  return [
    ...(ways.length > 1 ? [`${ways.join(' and ')}: only one of them can say where the database is`] : []),
    ...(missing.length < IAM.length ? missing.map((name) => `${name} is missing`) : []),
  ];
};

/** Undefined for functions that have nothing to do with the database. */
export const readDatabaseAddress = (v: Variables): DatabaseAddress | undefined => {
  if (v.DATABASE_URL) return { kind: 'url', url: v.DATABASE_URL };
  if (v.DATABASE_SECRET) return { kind: 'secret', secret: v.DATABASE_SECRET };
  const { DATABASE_HOST: host, DATABASE_AUTH: service, DATABASE_USER: user, DATABASE_NAME: name } = v;
  if (!host || !service || !user || !name) return undefined;
  return { kind: 'iam', service, host, port: v.DATABASE_PORT, user, name };
};
