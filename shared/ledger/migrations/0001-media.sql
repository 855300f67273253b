-- Statuses are those of shared/media/status.ts. JSON is kept as text: nothing here is searched inside of it.
create table if not exists media (
  id text collate "C" primary key,
  title text not null,
  content_type text,
  declared_bytes bigint,
  tags text not null,
  metadata text not null,
  status text not null check (status in ('AwaitingUpload', 'ScheduledProcessing', 'Processing', 'Ready', 'Errored')),

  upload_kind text check (upload_kind in ('single', 'multipart')),
  upload_id text,
  upload_part_bytes bigint,
  upload_bytes bigint,
  upload_content_type text,
  upload_started_at timestamptz,
  upload_expires_at timestamptz,
  -- When sweep last looked for the object.
  upload_checked_at timestamptz,

  source_etag text,
  source_bytes bigint,
  probe text,
  plan text,
  poster text,

  -- Estimated CPU seconds; work_done / work_total is the progress.
  work_total double precision not null default 0,
  work_done double precision not null default 0,
  tasks_total integer not null default 0,
  tasks_left integer not null default 0 check (tasks_left >= 0),
  -- How many segments the growing playlists name.
  published_segments integer not null default 0,

  error_code text,
  error_message text,
  error_detail text,

  created_at timestamptz not null,
  updated_at timestamptz not null,
  uploaded_at timestamptz,
  scheduled_at timestamptz,
  playable_at timestamptz,
  ready_at timestamptz,
  errored_at timestamptz,

  -- The seq of the media's last event.
  event_count integer not null default 0
)
