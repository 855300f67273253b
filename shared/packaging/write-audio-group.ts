import { normalizeLanguage } from './normalize-language.ts';
import { playlistName, trackFolder } from './object-names.ts';
import type { AudioTrack } from './track.ts';
import { cleanText, writeAttributes } from './write-attributes.ts';

/**
 * The `EXT-X-MEDIA` lines of one group, one per programme, the first being the default. Names are made unique, as RFC 8216
 * (4.3.4.1.1) demands. Of several programmes in one language, only the first is chosen automatically.
 */
export const writeAudioGroup = (groupId: string, tracks: readonly AudioTrack[]): string[] => {
  const names = new Set<string>();
  const languages = new Set<string | undefined>();
  return tracks.map((track, i) => {
    const language = normalizeLanguage(track.language);
    const autoselect = !languages.has(language);
    languages.add(language);
    const attributes = writeAttributes({
      TYPE: 'AUDIO',
      'GROUP-ID': { quoted: groupId },
      NAME: { quoted: uniqueName(track.label, names) },
      LANGUAGE: language ? { quoted: language } : undefined,
      DEFAULT: i === 0 ? 'YES' : 'NO',
      AUTOSELECT: autoselect ? 'YES' : 'NO',
      CHANNELS: { quoted: `${track.channels}` },
      URI: { quoted: `${trackFolder(track)}/${playlistName}` },
    });
    return `#EXT-X-MEDIA:${attributes}`;
  });
};

const uniqueName = (label: string, taken: Set<string>): string => {
  const base = cleanText(label).replaceAll('"', "'") || 'Audio';
  let name = base;
  for (let n = 2; taken.has(name); n++) name = `${base} ${n}`;
  taken.add(name);
  return name;
};
