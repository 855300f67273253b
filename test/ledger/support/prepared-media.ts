import type { Pool } from 'pg';
import { scheduleProcessing } from '../../../shared/ledger/ingests.ts';
import { findTasks } from '../../../shared/ledger/tasks.ts';
import { newId } from '../../../shared/media/identifiers.ts';
import { planMedia } from '../../../shared/media/plan.ts';
import type { PlanSettings } from '../../../shared/media/plan-settings.ts';
import { planBeginning } from '../../../shared/media/plan-steps.ts';
import type { Probe } from '../../../shared/media/probe.ts';
import { DEFAULT_CONFIG } from '../../../shared/runtime/config.ts';
import { makeProbe } from './make-plan.ts';
import { createTestMedia, T0 } from './schedule-media.ts';

const SOURCE = { bucket: 'originals', key: 'med_x/original', etag: '"etag"', bytes: 1_000_000 };

/** A minute of 480p and its sound: ten segments, in four rungs. */
export const MINUTE: Probe = makeProbe({
  ...{ container: 'matroska,webm', bytes: SOURCE.bytes, durationSeconds: 60 },
  video: {
    ...{ streamIndex: 0, codec: 'vp9', pixelFormat: 'yuv420p', bitDepth: 8, rotation: 0, dynamicRange: 'sdr' },
    ...{ codedWidth: 854, codedHeight: 480, width: 854, height: 480, isVariableFrameRate: false, isInterlaced: false },
    ...{ sampleAspectRatio: { num: 1, den: 1 }, frameRate: { num: 25, den: 1 }, timeBase: { num: 1, den: 1000 } },
    ...{ color: {}, startSeconds: 0, endSeconds: 60 },
  },
  audio: [
    {
      ...{ streamIndex: 1, codec: 'opus', sampleRate: 48_000, channels: 2, isDefault: true },
      ...{ startSeconds: 0, endSeconds: 60 },
    },
  ],
});

const SETTINGS: PlanSettings = {
  ...DEFAULT_CONFIG.encoding,
  ladder: [480, 360, 240, 144].map((height) => ({
    ...{ name: `${height}p`, height, maxBitrate: height * 3000, maxFrameRate: 60 },
    ...{ crf: 23, preset: 'veryfast', profile: 'high' },
  })),
};

/** As the source is planned without a closer look. */
export const WHOLE = planMedia(MINUTE, SOURCE, SETTINGS);

/** A media of which only the beginning is planned, with its tasks. `isStandard`: its own pictures are shown meanwhile. */
export const beginTestMedia = async (pool: Pool, { isStandard = false } = {}) => {
  const copy = { movie: { offset: 48, bytes: 1000 }, trackId: 1, segmentBytes: [9, 9, 9], longestSeconds: 20 };
  const judgement = isStandard ? ({ isStandard, copy: { ...copy, peakBitrate: 1_000_000 } } as const) : undefined;
  const plan = planBeginning(planMedia(MINUTE, SOURCE, SETTINGS, { judgement }), {
    spec: {
      ...{ kind: 'prepare', source: SOURCE, probe: MINUTE, settings: SETTINGS, isStandard },
      ...{ remux: true, analyse: true },
    },
    weight: 2,
  });
  const { id: mediaId } = await createTestMedia(pool);
  const taskIds = plan.tasks.map(() => newId('tsk', T0));
  await scheduleProcessing(pool, { mediaId, source: SOURCE, probe: MINUTE, plan, taskIds, now: T0 });
  const tasks = await findTasks(pool, mediaId);
  const look = tasks.find(({ kind }) => kind === 'prepare');
  if (!look) throw new Error('no task prepares the others');
  return { id: mediaId, tasks, look };
};
