import { availableParallelism } from 'node:os';
import { resolve } from 'node:path';
import { listEdgeValues } from '../../shared/ledger/edge-values.ts';
import type { Config } from '../../shared/runtime/config.ts';
import { createViewerS3 } from '../../shared/runtime/create-clients.ts';
import { closeDeps, createDeps } from '../../shared/runtime/create-deps.ts';
import type { Deps } from '../../shared/runtime/deps.ts';
import { readEnvironment } from '../../shared/runtime/environment.ts';
import type { HostedFunction } from '../event-source/hosted-function.ts';
import { invoke } from '../event-source/invoke.ts';
import type { FunctionName, FunctionSpec } from '../topology.ts';
import { createCleanUps } from './create-clean-ups.ts';
import { decideAccess } from './decide-access.ts';
import { closeServer } from './http/close-server.ts';
import { createFront, createFrontServer, MAX_CONNECTIONS, notReadyYet } from './http/create-front.ts';
import { hostUrl } from './http/host-url.ts';
import { listen } from './http/listen.ts';
import type { ReadKeyValues } from './http/load-edge-function.ts';
import { loadCredentials } from './load-credentials.ts';
import { loadFunctions } from './load-functions.ts';
import { localEnvironment } from './local-environment.ts';
import { IDEMPOTENCY_TABLE, KEYS_TABLE, MEDIA_BUCKET, ORIGINALS_BUCKET } from './local-names.ts';
import { LOCAL_FUNCTIONS } from './local-specs.ts';
import { lockDataFolder } from './lock-data-folder.ts';
import { prepareDataFolder } from './prepare-data-folder.ts';
import { queueSpecs } from './queue-specs.ts';
import { runTriggers } from './run-triggers.ts';
import { settleWithin } from './settle-within.ts';
import { startParts } from './start-parts.ts';

export interface HostOptions {
  /** 0 picks a free one. */
  readonly port: number;
  /** @default '127.0.0.1' */
  readonly host?: string;
  readonly dataDirectory: string;
  readonly config: Config;
  /** Where clients reach us, without a slash at its end. @default the address we listen on */
  readonly publicUrl?: string;
  /** @default 'ffmpeg' and 'ffprobe', from the PATH */
  readonly ffmpeg?: string;
  readonly ffprobe?: string;
  /** @default 'WARN' */
  readonly logLevel?: string;
  /** Told of each part that has started, and how long it took. */
  readonly onProgress?: (part: string, milliseconds: number) => void;
  /** @default the topology's own */
  readonly specs?: Readonly<Record<FunctionName, FunctionSpec>>;
  /** What playback addresses are revoked. @default what the ledger says */
  readonly readRevoked?: ReadKeyValues;
  /** @default what is in `functions/` */
  readonly load?: typeof loadFunctions;
}

export interface Host {
  readonly url: string;
  readonly deps: Deps;
  /** Gives work in flight back, closes everything, keeps the data. Ends within ten seconds. */
  readonly stop: () => Promise<void>;
}

/** How long work in flight has to be given back. */
const GIVE_BACK_MS = 5_000;
const CLOSE_DATABASE_MS = 1_000;

const findApi = (functions: readonly HostedFunction[]): HostedFunction => {
  const found = functions.find((fn) => fn.spec.trigger.kind === 'http');
  if (!found) throw new Error('The topology has no function with a trigger of the kind "http"');
  return found;
};

const report = (error: Error, what: string): void => {
  process.stderr.write(`${what}: ${error.message}\n`);
};

/** The whole system in this process, over one data folder. */
export const startHost = async (options: HostOptions): Promise<Host> => {
  const {
    host = '127.0.0.1',
    config,
    specs = LOCAL_FUNCTIONS,
    load = loadFunctions,
    onProgress = () => undefined,
  } = options;
  const directory = resolve(options.dataDirectory);
  const cleanUps = createCleanUps((error) => report(error, 'While stopping'));

  const start = async (): Promise<Host> => {
    await prepareDataFolder(directory);
    const lock = await lockDataFolder(directory);
    cleanUps.add(async () => lock.release());

    // First, because a port in use should be told before anything has been started.
    const server = createFrontServer();
    server.on('request', notReadyYet);
    const port = await listen(server, host, options.port);
    cleanUps.add(() => closeServer(server, 0));
    const url = hostUrl(host, port);
    const publicUrl = options.publicUrl ?? url;
    const access = decideAccess(config.access.mode, { host, publicUrl });

    const credentials = await loadCredentials(directory);
    const queueList = queueSpecs(Object.values(specs));
    const parts = await startParts({
      directory,
      credentials,
      database: config.database,
      queues: queueList,
      cleanUps,
      onProgress,
      onError: report,
    });
    const { queues, objectStore, s3Endpoint, databaseUrl, dynamodbEndpoint } = parts;

    const stopping = new AbortController();
    const variables = localEnvironment({
      credentials,
      s3Endpoint,
      publicUrl,
      access,
      sqsEndpoint: queues.endpoint,
      dynamodbEndpoint,
      databaseUrl,
      resources: {
        originalsBucket: ORIGINALS_BUCKET,
        mediaBucket: MEDIA_BUCKET,
        queueUrls: queues.urls,
        deadLetterUrls: queues.deadLetterUrls,
        idempotencyTable: IDEMPOTENCY_TABLE,
        keysTable: KEYS_TABLE,
        playbackBaseUrl: `${publicUrl}/media`,
        playbackTokens: true,
      },
      dataDirectory: directory,
      ffmpeg: options.ffmpeg,
      ffprobe: options.ffprobe,
      logLevel: options.logLevel,
    });
    const environment = readEnvironment(variables);
    const deps = await createDeps({ config, environment, stopping: stopping.signal });
    cleanUps.add(async () => void (await settleWithin(CLOSE_DATABASE_MS, [closeDeps(deps)])));

    const beganFunctions = performance.now();
    const functions = await load(specs, deps);
    for (const fn of functions) if (fn.spec.trigger.kind === 'deploy') await invoke(fn, {});
    onProgress('Functions', performance.now() - beganFunctions);

    const viewerS3 = createViewerS3(environment, s3Endpoint, MAX_CONNECTIONS);
    cleanUps.add(async () => viewerS3.destroy());
    const readRevoked = options.readRevoked ?? (() => listEdgeValues(deps.database));
    const front = createFront({ deps, viewerS3, objectStore, api: findApi(functions), publicUrl, readRevoked });
    server.off('request', notReadyYet).on('request', front);
    const triggers = runTriggers(functions, deps, config.encoding.concurrency || availableParallelism());

    const stop = async (): Promise<void> => {
      lock.announceStop();
      queues.quiesce();
      const ended = triggers.map((trigger) => trigger.stop());
      stopping.abort(new Error('Gilfoyle is stopping'));
      await settleWithin(GIVE_BACK_MS, ended);
      await closeServer(server);
      await cleanUps.run();
    };
    let stopped: Promise<void> | undefined;
    return {
      url,
      deps,
      stop: () => {
        stopped ??= stop();
        return stopped;
      },
    };
  };

  try {
    return await start();
  } catch (error) {
    await cleanUps.run();
    throw error;
  }
};
