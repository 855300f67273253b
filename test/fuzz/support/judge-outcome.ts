import type { EventPage } from '../../../shared/api/schemas/event.ts';
import type { Media } from '../../../shared/api/schemas/media.ts';
import { isMediaFailureCode } from '../../../shared/media/failure.ts';

/** How much what is played may be shorter or longer than what was found in the source. */
const SLACK_SECONDS = 1;

/** What is wrong with the way a media ended, as sentences; empty if it is as it should be. */
export const judgeOutcome = async (base: string, media: Media): Promise<string[]> => [
  ...(await judgeEvents(base, media.id)),
  ...(media.status === 'Errored' ? judgeError(media) : await judgePlayback(media)),
];

const judgeError = ({ error }: Media): string[] =>
  error && isMediaFailureCode(error.code) && error.code !== 'internal' && error.message !== ''
    ? []
    : [`it ended with the error ${JSON.stringify(error)}`];

/** No fault of ours on the way, either. */
const judgeEvents = async (base: string, id: string): Promise<string[]> => {
  const faults: string[] = [];
  for (let after: number | undefined = 0; after !== undefined; ) {
    const page: EventPage = await (await fetch(`${base}/v1/medias/${id}/events?after=${after}`)).json();
    for (const { type, message, data } of page.items) {
      const code = (data as { readonly code?: string } | undefined)?.code;
      if (code !== undefined && (code === 'internal' || !isMediaFailureCode(code))) faults.push(`${type}: ${message}`);
      if (/^(ingest|record|publish)\.failed$|^task\.(resent|interrupted)$/.test(type))
        faults.push(`${type}: ${message}`);
    }
    after = page.nextAfter;
  }
  return faults;
};

/** Every segment that a playlist names is there, and together they are as long as the media. */
const judgePlayback = async (media: Media): Promise<string[]> => {
  const master = media.playback?.hls;
  if (!master) return ['it is Ready without an address'];
  const faults: string[] = [];
  for (const uri of addressesIn(await read(master))) {
    const address = new URL(uri, master).href;
    const playlist = await read(address);
    if (!playlist.includes('#EXT-X-ENDLIST')) faults.push(`${uri} does not end`);
    const seconds = [...playlist.matchAll(/#EXTINF:([\d.]+)/g)].reduce((sum, [, length]) => sum + Number(length), 0);
    if (Math.abs(seconds - (media.durationSeconds ?? 0)) > SLACK_SECONDS) {
      faults.push(`${uri} lasts ${seconds} s, the media ${media.durationSeconds} s`);
    }
    for (const segment of addressesIn(playlist)) {
      const { status } = await fetch(new URL(segment, address), { method: 'HEAD' });
      if (status !== 200) faults.push(`${segment} of ${uri} is ${status}`);
    }
  }
  return faults;
};

const read = async (address: string): Promise<string> => (await fetch(address)).text();

const addressesIn = (playlist: string): string[] =>
  playlist.split('\n').filter((line) => line && !line.startsWith('#'));
