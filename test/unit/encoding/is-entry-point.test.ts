import { expect, it } from 'vitest';
import { isEntryPoint } from '../../../shared/encoding/is-entry-point.ts';

const sample = (...units: readonly (readonly number[])[]): Uint8Array =>
  Uint8Array.from(units.flatMap((unit) => [0, 0, 0, unit.length, ...unit]));

const DELIMITER = [0x09, 0xf0];
const IDR = [0x65, 0x88];
const SLICE = [0x41, 0x9a];
/** Some message of three bytes, then `recovery_frame_cnt` as its first bits, and the stop bit. */
const recoveryAfter = (bits: number): readonly number[] => [0x06, 5, 3, 1, 2, 3, 6, 1, bits, 0x80];

it.each<[string, readonly (readonly number[])[], boolean]>([
  ['an IDR picture', [DELIMITER, IDR], true],
  ['a picture that depends on others', [DELIMITER, SLICE], false],
  ['a picture from which all is right at once', [DELIMITER, recoveryAfter(0b1100_0000), SLICE], true],
  ['a picture from which it takes others to be right', [recoveryAfter(0b0001_1000), SLICE], false],
  ['a message that is cut off', [[0x06, 6], SLICE], false],
  ['nothing', [], false],
])('%s', (_, units, expected) => {
  expect(isEntryPoint(sample(...units), 4)).toBe(expected);
});

it('reads over bytes that keep zeros from looking like a start', () => {
  const message = [0x06, 5, 4, 0, 0, 3, 1, 9, 6, 1, 0b1100_0000, 0x80];
  expect(isEntryPoint(sample(message, SLICE), 4)).toBe(true);
});

it('never reads past a sample whose lengths lie', () => {
  expect(isEntryPoint(Uint8Array.of(0xff, 0xff, 0xff, 0xff, 0x06, 0xff, 0xff), 4)).toBe(false);
});
