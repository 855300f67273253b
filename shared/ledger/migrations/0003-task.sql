create table if not exists task (
  id text collate "C" primary key,
  media_id text collate "C" not null,
  -- As in the plan: what makes something playable soonest comes first.
  position integer not null,
  kind text not null check (kind in ('video', 'audio', 'poster')),
  spec text not null,
  renditions text not null,
  weight double precision not null,
  -- Of a video task.
  first_segment integer,
  segment_count integer,
  status text not null check (status in ('Pending', 'Running', 'Succeeded', 'Failed')),
  -- The highest tries that were reported as started and as failed.
  attempts integer not null default 0,
  failed_attempts integer not null default 0,
  sends integer not null default 0,
  result text,
  error_code text,
  error_message text,
  error_detail text,
  sent_at timestamptz,
  started_at timestamptz,
  reported_at timestamptz,
  finished_at timestamptz
)
