import { join } from 'node:path';
import { roundCost } from './fit-costs.ts';
import { runMeasured, runRepeatedly } from './run-measured.ts';

const SECONDS = 120;
const REPEATS = 2;

/** Of a second of stereo sound: decoding it with all filters, and each encoder. */
export const measureSound = async (folder: string) => {
  const file = join(folder, 'sound.mp4');
  const melody = '0.4*sin(2*PI*(220+40*floor(mod(t*4,7)))*t)*exp(-2*mod(t*4,1))|0.3*sin(2*PI*330*t)*(0.5+0.5*sin(t))';
  await runMeasured([
    ...['-f', 'lavfi', '-i', `anoisesrc=color=pink:amplitude=0.1:sample_rate=44100:duration=${SECONDS}`],
    ...['-f', 'lavfi', '-i', `aevalsrc='${melody}':s=44100:d=${SECONDS}`],
    ...['-filter_complex', '[0]pan=stereo|c0=c0|c1=c0[n];[n][1]amix', '-c:a', 'aac', '-b:a', '192k', file],
  ]);
  const encode = (...bitrates: readonly number[]) => {
    const pads = bitrates.map((_, i) => `[a${i}]`).join('');
    return runRepeatedly(
      [
        ...['-threads', '1', '-i', file, '-filter_complex', `aresample=48000:async=1,asplit=${bitrates.length}${pads}`],
        ...bitrates.flatMap((rate, i) => ['-map', `[a${i}]`, '-c:a', 'aac', '-b:a', `${rate}`, '-f', 'null', '-']),
      ],
      REPEATS,
    );
  };
  const [one, two] = [await encode(128_000), await encode(128_000, 128_000)];
  const encoding = two.cpuSeconds - one.cpuSeconds;
  return {
    decodingPerSecond: roundCost((one.cpuSeconds - encoding) / SECONDS),
    encodingPerSecond: roundCost(encoding / SECONDS),
  };
};
