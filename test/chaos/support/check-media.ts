import { POSTER_NAME } from '../../../shared/media/keys.ts';
import { isTerminal } from '../../../shared/media/status.ts';
import { initName, segmentName, trackFolder } from '../../../shared/packaging/object-names.ts';
import { objectNamesOf } from '../../../shared/pipeline/publish-write-objects.ts';
import type { MediaEnd } from './read-ending.ts';

/** Events of which a media has one at most, and by which of their facts one at most. */
const ONCE: Readonly<Record<string, readonly string[]>> = {
  'media.created': [],
  'media.uploaded': [],
  'media.probed': [],
  'media.scheduled': [],
  'media.planned': [],
  'rendition.dropped': ['rendition'],
  'rendition.retired': ['rendition'],
  'media.processing': [],
  'media.playable': [],
  'media.incomplete': [],
  'media.ready': [],
  'media.errored': [],
  'rendition.ready': ['rendition'],
  'rendition.errored': ['rendition'],
  'task.succeeded': ['taskId'],
  // A try whose worker died begins once more when its message is delivered again.
  'task.started': ['taskId', 'attempt', 'delivery'],
  'task.failed': ['taskId', 'attempt'],
};

/** What is wrong with the history of a media, as sentences. */
export const checkEvents = ({ media, events }: MediaEnd): string[] => {
  const gap = events.findIndex(({ seq }, index) => seq !== index + 1);
  const seen = new Set<string>();
  const doubled = events.flatMap(({ type, data }) => {
    const facts = ONCE[type];
    if (!facts) return [];
    const name = [type, ...facts.map((fact) => data[fact])].join(' ');
    if (seen.has(name)) return [`the event ${name} was written twice`];
    seen.add(name);
    return [];
  });
  return [
    ...(gap < 0 ? [] : [`the events have a gap before number ${events[gap]?.seq}`]),
    ...(events.length === media.eventCount
      ? []
      : [`${media.eventCount} events were counted, ${events.length} are there`]),
    ...doubled,
  ];
};

/** What is wrong with the states of a media that is to have ended. */
export const checkStates = ({ media, renditions, tasks }: MediaEnd): string[] => {
  const isReady = media.status === 'Ready';
  const open = [...tasks, ...renditions].filter(({ status }) => ['Pending', 'Running', 'Processing'].includes(status));
  const lacking = [...tasks, ...renditions].filter(({ status }) => ['Failed', 'Errored'].includes(status));
  return [
    ...(isTerminal(media.status) ? [] : [`it is still ${media.status}`]),
    ...(isTerminal(media.status) && open.length > 0 ? [`${open.length} tasks and renditions are open`] : []),
    ...(isReady && lacking.length > 0 ? [`it is Ready, and ${lacking.length} tasks and renditions failed`] : []),
    ...(isReady && media.tasksLeft !== 0 ? [`${media.tasksLeft} tasks are counted as open`] : []),
  ];
};

/** Names of the objects that the ledger says are stored, relative to the media. */
export const namesInLedger = ({ media, renditions, tasks }: MediaEnd): Set<string> => {
  if (media.status !== 'Ready') return new Set();
  const ofTracks = tasks.flatMap(({ result }) =>
    (result?.tracks ?? []).flatMap((track) => {
      const rendition = renditions.find(({ name }) => name === track.name);
      if (!rendition) return [];
      const folder = trackFolder(rendition);
      return [`${folder}/${initName}`, ...track.segments.map(({ number }) => `${folder}/${segmentName(number)}`)];
    }),
  );
  // Sound has no pictures to jump to, and what has left the lists needs none.
  const copies = renditions.filter(({ spec }) => spec.kind === 'video' && spec.copied).map(trackFolder);
  const published = objectNamesOf(renditions).filter(
    (name) => !/^audio\/.*iframes/.test(name) && !copies.some((folder) => name.startsWith(`${folder}/iframes`)),
  );
  return new Set([...ofTracks, ...published, ...(media.poster ? [POSTER_NAME] : [])]);
};
