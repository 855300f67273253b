import fc from 'fast-check';
import { XMLParser, XMLValidator } from 'fast-xml-parser';
import { describe, expect, it } from 'vitest';
import { PackagingError } from '../../../shared/packaging/packaging-error.ts';
import { writeDashManifest } from '../../../shared/packaging/write-dash-manifest.ts';
import { audioTrack, videoTrack } from './support/describe-tracks.ts';

const options = { plannedSegmentSeconds: 6.006 };

describe('DASH manifest', () => {
  it('of a video with sound', () => {
    const tracks = [videoTrack(720, 2_000_000), videoTrack(360, 500_000), audioTrack(128), audioTrack(64)];
    const text = writeDashManifest(tracks, options);
    expect(XMLValidator.validate(text)).toBe(true);
    expect(text).toBe(`<?xml version="1.0" encoding="UTF-8"?>
<MPD xmlns="urn:mpeg:dash:schema:mpd:2011" profiles="urn:mpeg:dash:profile:isoff-live:2011,urn:mpeg:dash:profile:cmaf:2019" type="static" mediaPresentationDuration="PT14.014S" minBufferTime="PT6.006S">
  <Period id="0" start="PT0S">
    <AdaptationSet id="1" contentType="video" mimeType="video/mp4" segmentAlignment="true" startWithSAP="1" par="16:9" maxWidth="1280" maxHeight="720" maxFrameRate="30000/1001">
      <Role schemeIdUri="urn:mpeg:dash:role:2011" value="main"/>
      <SegmentTemplate timescale="30000" initialization="video/$RepresentationID$/init.mp4" media="video/$RepresentationID$/seg-$Number%05d$.m4s" startNumber="1">
        <SegmentTimeline>
          <S t="0" d="180180" r="1"/>
          <S d="60060"/>
        </SegmentTimeline>
      </SegmentTemplate>
      <Representation id="360p" codecs="avc1.64001f" bandwidth="500032" width="640" height="360" sar="1:1" frameRate="30000/1001"/>
      <Representation id="720p" codecs="avc1.64001f" bandwidth="2000032" width="1280" height="720" sar="1:1" frameRate="30000/1001"/>
    </AdaptationSet>
    <AdaptationSet id="2" contentType="audio" mimeType="audio/mp4" lang="en" segmentAlignment="true" startWithSAP="1">
      <Label>English</Label>
      <Role schemeIdUri="urn:mpeg:dash:role:2011" value="main"/>
      <SegmentTemplate timescale="48000" initialization="audio/$RepresentationID$/init.mp4" media="audio/$RepresentationID$/seg-$Number%05d$.m4s" startNumber="1">
        <SegmentTimeline>
          <S t="0" d="288768"/>
          <S d="287744"/>
          <S d="96160"/>
        </SegmentTimeline>
      </SegmentTemplate>
      <Representation id="audio-64k" codecs="mp4a.40.2" bandwidth="64000" audioSamplingRate="48000">
        <AudioChannelConfiguration schemeIdUri="urn:mpeg:dash:23003:3:audio_channel_configuration:2011" value="2"/>
      </Representation>
      <Representation id="audio-128k" codecs="mp4a.40.2" bandwidth="128001" audioSamplingRate="48000">
        <AudioChannelConfiguration schemeIdUri="urn:mpeg:dash:23003:3:audio_channel_configuration:2011" value="2"/>
      </Representation>
    </AdaptationSet>
  </Period>
</MPD>
`);
  });

  it('has a set for each codec and each programme, and a timeline of its own for what is cut otherwise', () => {
    const av1 = { ...videoTrack(720, 1e6).init, codecs: 'av01.0.05M.08' };
    const copied = videoTrack(1080, 8e6, { name: 'source', init: { ...av1, codecs: 'avc1.640028', timescale: 90000 } });
    const text = writeDashManifest(
      [
        videoTrack(720, 1e6),
        copied,
        videoTrack(480, 1e6, { init: av1 }),
        audioTrack(96),
        audioTrack(64, { sourceTrack: 2, name: 'b', isDefault: false }),
      ],
      options,
    );
    const mpd = new XMLParser({ ignoreAttributes: false, attributeNamePrefix: '' }).parse(text).MPD;
    const sets = mpd.Period.AdaptationSet;
    expect(sets.map((set: { segmentAlignment: string }) => set.segmentAlignment)).toEqual([
      'true',
      'false',
      'true',
      'true',
    ]);
    expect(
      sets[1].Representation.map((r: { SegmentTemplate: { timescale: string } }) => r.SegmentTemplate.timescale),
    ).toEqual(['30000', '90000']);
    expect(sets.slice(2).map((set: { Role: { value: string } }) => set.Role.value)).toEqual(['main', 'alternate']);
  });

  it('ends with the longest track, rounded up', () => {
    const audio = audioTrack(96, { segments: [{ number: 1, bytes: 1000, durationTicks: 48001, keyFrames: [] }] });
    expect(writeDashManifest([audio], options)).toContain('mediaPresentationDuration="PT1.000021S"');
  });

  it('is well-formed whatever the labels and languages are, and says the label', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), fc.string({ unit: 'binary' }), (label, language) => {
        const text = writeDashManifest([audioTrack(96, { label, language })], options);
        expect(XMLValidator.validate(text)).toBe(true);
      }),
    );
    const text = writeDashManifest([audioTrack(96, { label: '<b>"Tom & Jerry\'s"</b>' })], options);
    const parsed = new XMLParser().parse(text);
    expect(parsed.MPD.Period.AdaptationSet.Label).toBe('<b>"Tom & Jerry\'s"</b>');
  });

  it('refuses to be empty, and holes', () => {
    expect(() => writeDashManifest([], options)).toThrow(PackagingError);
    expect(() =>
      writeDashManifest([videoTrack(360, 1e6, { segments: videoTrack(360, 1e6).segments.slice(1) })], options),
    ).toThrow(PackagingError);
  });
});
