import { run } from '../../support/run-group.ts';

const MINUTES = 60;

/**
 * The root file system that Debian's own images are made of, from where this machine gets its own packages. Needs root, and
 * apt. What is mounted meanwhile is mounted in a name space of its own, which ends with its last process however that ends.
 */
export const makeDebianRoot = async (suite: string, directory: string): Promise<void> => {
  const env = { ...withoutProxies(), ...(await findProxy()), DEBIAN_FRONTEND: 'noninteractive' };
  const mirror = await findMirror(suite);
  await ensureDebootstrap(env);
  const debootstrap = ['debootstrap', '--variant=minbase', suite, directory, mirror];
  await run('unshare', ['--mount', ...debootstrap], { seconds: 10 * MINUTES, env });
};

/** Those of a cloud test lead to the emulator alone. */
const withoutProxies = (): NodeJS.ProcessEnv =>
  Object.fromEntries(
    Object.entries(process.env).filter(
      ([name]) => process.env.CLOUD_TEST_FOLDER === undefined || !/_proxy$/i.test(name),
    ),
  );

const findProxy = async (): Promise<Record<string, string>> => {
  const line = await run('apt-config', ['shell', 'PROXY', 'Acquire::http::Proxy'], { seconds: MINUTES });
  const proxy = /^PROXY='(.+)'$/m.exec(line)?.[1];
  return proxy ? { http_proxy: proxy } : {};
};

const findMirror = async (suite: string): Promise<string> => {
  const filters = ['Created-By: Packages', `Release: ${suite}`, 'Component: main'];
  const targets = ['indextargets', '--format', '$(REPO_URI)', ...filters];
  const [mirror] = (await run('apt-get', targets, { seconds: MINUTES })).split('\n');
  if (!mirror) throw new Error(`this machine has no source of Debian ${suite} in its apt settings`);
  return mirror;
};

const ensureDebootstrap = async (env: NodeJS.ProcessEnv): Promise<void> => {
  try {
    await run('debootstrap', ['--version'], { seconds: MINUTES });
  } catch {
    await run('apt-get', ['update', '-q'], { seconds: 5 * MINUTES, env });
    const install = ['install', '-qy', '--no-install-recommends', 'debootstrap'];
    await run('apt-get', install, { seconds: 5 * MINUTES, env });
  }
};
