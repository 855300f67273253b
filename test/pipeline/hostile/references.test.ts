import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { pictures, QUICK_H264 } from '../../support/make-source.ts';
import { usePipeline } from '../../support/use-pipeline.ts';
import { describeOutcome, judgeSource } from './support/judge-source.ts';
import { ascii, box, u16, u32 } from './support/write-bytes.ts';

/** Files that name others: files of the machine, its metadata service, and a server on loopback that hears of every visitor. */
const pipeline = usePipeline();

let server: Server;
let visitors = 0;
let elsewhere = '';

beforeAll(async () => {
  server = createServer((_, response) => {
    visitors++;
    response.end('visited');
  });
  server.on('connection', () => visitors++);
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('the server has no port');
  elsewhere = `127.0.0.1:${address.port}`;
});
afterAll(() => {
  server.close();
});

const judge = async (bytes: Buffer): Promise<string> => {
  const outcome = describeOutcome(await judgeSource(pipeline, bytes));
  expect(visitors).toBe(0);
  return outcome;
};

it.each([
  'file:///etc/passwd',
  '/etc/passwd',
  'subfile,,start,0,end,100,,:/etc/passwd',
  'data:video/mp4;base64,AAAAIGZ0eXBpc29t',
  'crypto:file:///etc/passwd',
  'concat:/etc/passwd|/etc/group',
  'http://169.254.169.254/latest/meta-data/iam/security-credentials/',
  'http://ELSEWHERE/segment.ts',
  'tcp://ELSEWHERE',
])('an HLS playlist of %s', async (address) => {
  const segment = address.replace('ELSEWHERE', elsewhere);
  const lines = ['#EXTM3U', '#EXT-X-TARGETDURATION:10', '#EXTINF:10,', segment, '#EXT-X-ENDLIST', ''];
  expect(await judge(ascii(lines.join('\n')))).toBe('unsupported_format');
});

it.each([
  [
    'an HLS playlist of playlists, with a key and an init segment',
    '#EXTM3U\n#EXT-X-STREAM-INF:BANDWIDTH=1\nhttp://ELSEWHERE/a.m3u8\n#EXT-X-KEY:METHOD=AES-128,URI="http://ELSEWHERE/key"\n#EXT-X-MAP:URI="http://ELSEWHERE/init"\n',
    'unsupported_format',
  ],
  ['a concat script', 'ffconcat version 1.0\nfile http://ELSEWHERE/a.mp4\n', 'unsupported_format'],
  ['a concat script of a file', "ffconcat version 1.0\nfile '/etc/passwd'\nduration 5\n", 'unsupported_format'],
  [
    'a DASH manifest',
    '<?xml version="1.0"?><MPD xmlns="urn:mpeg:dash:schema:mpd:2011" profiles="urn:mpeg:dash:profile:isoff-on-demand:2011"><Period><BaseURL>http://ELSEWHERE/</BaseURL></Period></MPD>',
    'unsupported_format',
  ],
  [
    'a session description',
    'v=0\no=- 0 0 IN IP4 127.0.0.1\ns=x\nc=IN IP4 127.0.0.1\nt=0 0\nm=video 5004 RTP/AVP 96\na=rtpmap:96 H264/90000\n',
    'unsupported_format',
  ],
  [
    'an IMF composition',
    '<?xml version="1.0"?><CompositionPlaylist xmlns="http://www.smpte-ra.org/schemas/2067-3/2016"><Id>urn:uuid:0</Id></CompositionPlaylist>',
    'not_media',
  ],
  ['metadata of ffmpeg', ';FFMETADATA1\ntitle=x\n[CHAPTER]\nTIMEBASE=1/1\nSTART=0\nEND=9\n', 'not_media'],
  ['an index of subtitles', '# VobSub index file, v7 (do not modify this line!)\nid: en, index: 0\n', 'not_media'],
  [
    'SVG with a picture of elsewhere',
    '<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" width="9" height="9"><image xlink:href="http://ELSEWHERE/a.png" width="9" height="9"/></svg>',
    'not_media',
  ],
  [
    'a list of Windows Media',
    '<asx version="3.0"><entry><ref href="http://ELSEWHERE/a.wmv"/></entry></asx>',
    'not_media',
  ],
  ['a reference of Windows Media', '[Reference]\r\nRef1=http://ELSEWHERE/a.asf?MSWMExt=.asf\r\n', 'not_media'],
  ['a list of RealMedia', 'http://ELSEWHERE/a.rm\nrtsp://ELSEWHERE/a.rm\n', 'not_media'],
  [
    'a stream of elsewhere for QuickTime',
    '<?xml version="1.0"?><?quicktime type="application/x-quicktime-media-link"?><embed src="http://ELSEWHERE/a.mov"/>',
    'not_media',
  ],
])('%s', async (_, text, expected) => {
  expect(await judge(ascii(text.replaceAll('ELSEWHERE', elsewhere)))).toBe(expected);
});

/** A film whose pictures are said to be in another file. */
const movedFilm = async (entry: Buffer): Promise<Buffer> => {
  const film = await readFile(
    await pipeline.make('film.mp4', ...pictures('320x180', '25', 1), ...QUICK_H264, '-movflags', '+faststart'),
  );
  const dref = box('dref', Buffer.concat([u32(0), u32(1), entry]));
  const at = film.indexOf('dref', 0, 'latin1') - 4;
  const grown = dref.byteLength - film.readUInt32BE(at);
  const moved = Buffer.concat([film.subarray(0, at), dref, film.subarray(at + film.readUInt32BE(at))]);
  for (const type of ['moov', 'trak', 'mdia', 'minf', 'dinf']) {
    const size = moved.indexOf(type, 0, 'latin1') - 4;
    moved.writeUInt32BE(moved.readUInt32BE(size) + grown, size);
  }
  const offset = moved.indexOf('stco', 0, 'latin1') + 12;
  moved.writeUInt32BE(moved.readUInt32BE(offset) + grown, offset);
  return moved;
};

/** As Mac OS names a file: 150 bytes about its volume, then its path. */
const alias = (path: string): Buffer => {
  const even = path.padEnd(path.length + (path.length % 2), '\0');
  return box('alis', Buffer.concat([u32(0), Buffer.alloc(150), u16(2), u16(path.length), ascii(even), u32(MOST)]));
};
const MOST = 0xffffffff;

it.each([
  [
    'a file, by its address',
    () => box('url ', Buffer.concat([u32(0), ascii('file:///etc/passwd\0')])),
    'video 320x180 1s',
  ],
  [
    'elsewhere, by its address',
    () => box('url ', Buffer.concat([u32(0), ascii(`http://${elsewhere}/a.mp4\0`)])),
    'video 320x180 1s',
  ],
  ['a file, by its name', () => alias('/etc/passwd'), 'truncated'],
  ['elsewhere, by its name', () => alias(`http://${elsewhere}/a.mp4`), 'truncated'],
])('a film whose pictures are said to be in %s: nothing is opened', async (_, entry, expected) => {
  expect(await judge(await movedFilm(entry()))).toBe(expected);
});
