/**
 * The state machines. One line per arrow; what makes it legal stands beside it. The same words are the SQL checks
 * (`shared/ledger/migrations`), the API enums and the documentation.
 *
 * Media
 *   AwaitingUpload      → ScheduledProcessing  ingest: the uploaded object was probed and a plan was stored
 *   AwaitingUpload      → Errored              ingest: the object cannot be played; sweep: the upload never came
 *   ScheduledProcessing → Processing           record: the first task was started
 *   ScheduledProcessing → Ready | Errored      record, publish: as from Processing (a start may never be reported)
 *   Processing          → Ready                publish: no task is open, a playable rendition is whole, playlists are stored
 *   Processing          → Errored              record: no task is open and nothing that can be played is whole
 *
 * Rendition
 *   Pending    → Processing                    record: its first task was started
 *   Pending    → Ready | Errored               record: as from Processing
 *   Processing → Ready                         record: its last task succeeded
 *   Processing → Errored                       record: one of its tasks failed for good
 *
 * Task
 *   Pending → Running                          record: a worker reported the start of a try
 *   Pending → Succeeded | Failed               record: as from Running
 *   Running → Running                          record: a try failed or was interrupted, and another follows
 *   Running → Succeeded                        record: a worker reported the result (the first report wins)
 *   Running → Failed                           record: the tries are spent, or repeating cannot help; nobody says what comes of it
 */
export const MEDIA_STATUSES = ['AwaitingUpload', 'ScheduledProcessing', 'Processing', 'Ready', 'Errored'] as const;
export type MediaStatus = (typeof MEDIA_STATUSES)[number];

export const RENDITION_STATUSES = ['Pending', 'Processing', 'Ready', 'Errored'] as const;
export type RenditionStatus = (typeof RENDITION_STATUSES)[number];

export const TASK_STATUSES = ['Pending', 'Running', 'Succeeded', 'Failed'] as const;
export type TaskStatus = (typeof TASK_STATUSES)[number];

export const EVENT_LEVELS = ['Normal', 'Warning', 'Error'] as const;
export type EventLevel = (typeof EVENT_LEVELS)[number];

export const isTerminal = (status: MediaStatus): boolean => status === 'Ready' || status === 'Errored';
