import { statfs } from 'node:fs/promises';
import { createRequire } from 'node:module';

type Operation = (this: Database, ...values: unknown[]) => Promise<unknown>;

interface Database extends Record<'put' | 'get' | 'del' | 'batch', Operation> {
  readonly location: string;
  readonly close: () => Promise<void>;
  readonly open: () => Promise<void>;
}

/** By which dynalite knows an error that it is to answer; any other it throws at the process. */
const ANSWER = {
  statusCode: 500,
  body: { __type: 'com.amazonaws.dynamodb.v20120810#InternalServerError', message: 'The store failed; try again.' },
};

/** More than LevelDB writes as it opens. */
const ROOM_BYTES = 16 * 1024 * 1024;

const isFailure = (error: unknown): boolean =>
  error instanceof Error && /^LEVEL_(IO_ERROR|DATABASE_NOT_OPEN|CORRUPTION)$/.test(String(Reflect.get(error, 'code')));

const hasRoom = async (location: string): Promise<boolean> => {
  const { bavail, bsize } = await statfs(location);
  return bavail * bsize > ROOM_BYTES;
};

/**
 * Makes the LevelDB below dynalite outlive a full disk. dynalite throws what LevelDB says out of anybody's reach, which ends
 * the process; so it is made an answer, which clients take for a reason to try again. And LevelDB itself writes nothing more
 * after some of its errors until it is opened anew; so that is done once there is room.
 */
export const mendLevel = (): void => {
  const fromDynalite = createRequire(createRequire(import.meta.url).resolve('dynalite'));
  const { prototype } = (fromDynalite('level') as { Level: { prototype: Database & { isMended?: true } } }).Level;
  if (prototype.isMended) return;
  const reopenings = new WeakMap<Database, Promise<void>>();

  const reopen = (database: Database): Promise<void> => {
    const underWay = reopenings.get(database);
    if (underWay) return underWay;
    const reopening = database
      .close()
      .then(() => database.open())
      .finally(() => reopenings.delete(database));
    reopenings.set(database, reopening);
    return reopening;
  };

  const mend = (original: Operation): Operation =>
    async function (...values) {
      try {
        return await original.apply(this, values);
      } catch (error) {
        if (!isFailure(error)) throw error;
        if (!(await hasRoom(this.location))) throw Object.assign(error as Error, ANSWER);
      }
      try {
        await reopen(this);
        return await original.apply(this, values);
      } catch (error) {
        throw Object.assign(error as Error, ANSWER);
      }
    };
  for (const name of ['put', 'get', 'del', 'batch'] as const) prototype[name] = mend(prototype[name]);
  prototype.isMended = true;
};
