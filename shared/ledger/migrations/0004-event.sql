create table if not exists event (
  media_id text collate "C" not null,
  seq integer not null,
  at timestamptz not null,
  level text not null check (level in ('Normal', 'Warning', 'Error')),
  type text not null,
  message text not null,
  data text not null,
  primary key (media_id, seq)
)
