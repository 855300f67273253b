import fc from 'fast-check';
import { disturbed, hostileJson, hostileString } from './hostile-json.ts';

/** What S3 sends when notifications are set up. */
const TEST_EVENT = {
  Service: 'Amazon S3',
  Event: 's3:TestEvent',
  Time: '2026-01-01T00:00:00.000Z',
  Bucket: 'originals',
  RequestId: '5582815E1AEA5ADF',
  HostId: '8cLeGAmw098X5cv4Zkwcmo8vvZa3eH3eKxsPzbB9wrR+YstdA6Knx4Ip8EXAMPLE',
};

/** Bodies that are none of ours, or nearly: one of these with some of it replaced or left out, any JSON, any text. */
export const hostileBodies = (...shapes: readonly object[]): fc.Arbitrary<string> =>
  fc.oneof(
    {
      weight: 8,
      arbitrary: fc.oneof(...shapes.map((shape) => disturbed(shape))).map((body) => JSON.stringify(body) ?? ''),
    },
    {
      weight: 1,
      arbitrary: fc.constantFrom(JSON.stringify(TEST_EVENT), '', '{', '[]', 'null', '{"Records":null}', '"x"'),
    },
    { weight: 1, arbitrary: hostileJson.map((body) => JSON.stringify(body)) },
    { weight: 1, arbitrary: hostileString },
  );

export interface MixedBatch {
  readonly bodies: readonly string[];
  /** Where the good one is. */
  readonly place: number;
}

/** A batch of up to nine of those, with one good body among them. */
export const around = (good: string, bad: fc.Arbitrary<string>): fc.Arbitrary<MixedBatch> =>
  fc.tuple(fc.array(bad, { maxLength: 9 }), fc.nat(9)).map(([others, at]) => {
    const place = Math.min(at, others.length);
    return { bodies: others.toSpliced(place, 0, good), place };
  });
