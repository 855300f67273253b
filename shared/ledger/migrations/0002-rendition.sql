create table if not exists rendition (
  media_id text collate "C" not null,
  name text collate "C" not null,
  -- As in the plan.
  position integer not null,
  kind text not null check (kind in ('video', 'audio')),
  spec text not null,
  status text not null check (status in ('Pending', 'Processing', 'Ready', 'Errored')),
  tasks_total integer not null,
  tasks_left integer not null check (tasks_left >= 0),
  -- All segments so far.
  bytes bigint not null default 0,
  -- Of the first task that finished; the init segment of every other one has to be the same.
  init_sha256 text,
  -- RFC 6381.
  codecs text,
  error_code text,
  error_message text,
  started_at timestamptz,
  finished_at timestamptz,
  primary key (media_id, name)
)
