import { describe, expect, it } from 'vitest';
import { chooseFrameRate } from '../../../shared/encoding/choose-frame-rate.ts';
import { formatRational, parseRational } from '../../../shared/media/rational.ts';

const choose = (real: string, average: string, interlaced = false): string => {
  const { frameRate, isVariable } = chooseFrameRate(parseRational(real), parseRational(average), interlaced);
  return `${formatRational(frameRate)}${isVariable ? ' variable' : ''}`;
};

describe('chooseFrameRate', () => {
  it.each([
    ['30000/1001', '30000/1001', '30000/1001'],
    ['24000/1001', '24000/1001', '24000/1001'],
    ['25/1', '25/1', '25'],
    ['12/1', '12/1', '12'],
    ['10/1', '10/1', '10'],
    ['120/1', '120/1', '120'],
    ['30/1', '3597000/120037', '30 variable'],
    ['30000/1001', '19001/634', '30000/1001'],
    ['57600/1', '3628800/502589', '30 variable'],
    ['1000/1', '0/0', '25 variable'],
    ['90000/1', '60000/1001', '60000/1001 variable'],
    ['0/0', '0/0', '25 variable'],
    ['30/1', '4185/239', '30 variable'],
    ['1000/1', '1000/1', '60 variable'],
    ['117/4', '1000/33', '30 variable'],
  ])('%s and %s give %s', (real, average, expected) => {
    expect(choose(real, average)).toBe(expected);
  });

  it('halves the field rate of interlaced sources', () => {
    expect(choose('50/1', '25/1', true)).toBe('25');
    expect(choose('60000/1001', '30000/1001', true)).toBe('30000/1001');
  });
});
