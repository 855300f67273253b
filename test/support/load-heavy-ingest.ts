import { loadFunctions } from '../../infra/local/load-functions.ts';

/** The functions of the topology, with an ingest to which every task is a heavy one. */
export const loadHeavyIngest: typeof loadFunctions = async (specs, deps) => {
  const { queueUrls } = deps.resources;
  const { heavy } = queueUrls;
  const resources = { ...deps.resources, queueUrls: { ...queueUrls, first: heavy, soon: heavy, transcode: heavy } };
  const [functions, sending] = await Promise.all([
    loadFunctions(specs, deps),
    loadFunctions(specs, { ...deps, resources }),
  ]);
  const ingest = sending.find(({ name }) => name === 'ingest');
  return functions.map((fn) => (fn.name === 'ingest' && ingest ? ingest : fn));
};
