import { checkEvents, checkStates, namesInLedger } from './check-media.ts';
import type { Source } from './make-sources.ts';
import type { Ending } from './read-ending.ts';

/** What clients were promised: which media each of them made, and of what. */
export type Promised = ReadonlyMap<string, Source>;

/** SHA-256 of each object by its name, for each source by its name. */
export type Fingerprints = ReadonlyMap<string, ReadonlyMap<string, string>>;

/** What the bytes of each source became. */
export const fingerprints = ({ objects }: Ending, promised: Promised): Fingerprints =>
  new Map([...promised].map(([id, source]) => [source.name, objectsOf(objects, id)]));

const objectsOf = (objects: ReadonlyMap<string, string>, mediaId: string): Map<string, string> =>
  new Map(
    [...objects]
      .filter(([key]) => key.startsWith(`${mediaId}/`))
      .map(([key, hash]) => [key.slice(mediaId.length + 1), hash]),
  );

/** Everything that is not as it should be, as sentences; nothing may differ from the calm run in a single byte. */
export const checkEnding = (ending: Ending, promised: Promised, calm: Fingerprints): string[] => {
  const { medias, objects, originals, strayRows, overdue, messages } = ending;
  const known = new Set(medias.map(({ media }) => media.id));
  const problems = [
    ...[...promised.keys()].filter((id) => !known.has(id)).map((id) => `media ${id} is lost`),
    ...medias
      .filter(({ media }) => !promised.has(media.id))
      .map(({ media }) => `nobody knows of media ${media.id} (${media.status})`),
    ...[...messages].map(([queue, count]) => `${count} messages are left in ${queue}`),
    ...(overdue === 0 ? [] : [`${overdue} medias are overdue`]),
    ...strayRows.map((place) => `a row is left of a media that is not there: ${place}`),
    ...[...objects.keys(), ...originals]
      .filter((key) => !known.has(key.split('/')[0] ?? ''))
      .map((key) => `object ${key} is of no media`),
  ];
  for (const end of medias) {
    const { media } = end;
    const source = promised.get(media.id);
    if (!source) continue;
    const found = objectsOf(objects, media.id);
    const outcome = media.status === 'Errored' ? (media.error?.code ?? 'no code') : media.status;
    const complaints = [
      ...(outcome === source.deserves ? [] : [`ended as ${outcome} (${media.error?.message}; ${media.error?.detail})`]),
      ...checkStates(end),
      ...checkEvents(end),
      ...compare(namesInLedger(end), new Set(found.keys()), 'in the ledger', 'in the bucket'),
      ...compareBytes(found, calm.get(source.name) ?? new Map()),
    ];
    problems.push(...complaints.map((complaint) => `${source.name} (${media.id}): ${complaint}`));
  }
  return problems;
};

const compare = (one: ReadonlySet<string>, other: ReadonlySet<string>, here: string, there: string): string[] => [
  ...[...one].filter((name) => !other.has(name)).map((name) => `${name} is ${here} and not ${there}`),
  ...[...other].filter((name) => !one.has(name)).map((name) => `${name} is ${there} and not ${here}`),
];

const compareBytes = (found: ReadonlyMap<string, string>, calm: ReadonlyMap<string, string>): string[] => [
  ...compare(new Set(calm.keys()), new Set(found.keys()), 'in the calm run', 'here'),
  ...[...found]
    .filter(([name, hash]) => calm.has(name) && calm.get(name) !== hash)
    .map(([name]) => `${name} has other bytes than in the calm run`),
];
