import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { build } from 'esbuild';

export interface Site {
  readonly url: string;
  readonly stop: () => void;
}

/** A page of another origin than the service's, with a file to choose and a program of ours. */
export const servePage = async (program: URL, globalName?: string): Promise<Site> => {
  const { outputFiles } = await build({
    entryPoints: [program.pathname],
    bundle: true,
    write: false,
    format: 'iife',
    platform: 'browser',
    ...(globalName === undefined ? {} : { globalName }),
  });
  const site = createServer((request, response) => {
    const isScript = request.url === '/program.js';
    response.writeHead(200, { 'content-type': isScript ? 'text/javascript' : 'text/html' });
    response.end(
      isScript ? outputFiles[0]?.text : '<!doctype html><input type="file"><script src="/program.js"></script>',
    );
  });
  await new Promise<void>((resolve) => site.listen(0, '127.0.0.1', resolve));
  return { url: `http://127.0.0.1:${(site.address() as AddressInfo).port}/`, stop: () => site.close() };
};
