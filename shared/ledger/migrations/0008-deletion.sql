-- Medias that were deleted and may have left something: a reminder, which goes when nothing is left.
create table if not exists deletion (
  media_id text collate "C" primary key,
  requested_at timestamptz not null,
  -- When somebody is to look again.
  next_at timestamptz not null,
  -- How often somebody looked.
  passes integer not null
)
