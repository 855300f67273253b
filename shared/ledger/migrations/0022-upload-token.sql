-- What lets a browser upload one media.
create table if not exists upload_token (
  id text collate "C" primary key,
  secret_hash text collate "C" not null,
  media_id text collate "C" not null,
  max_bytes bigint,
  kind text check (kind in ('video', 'audio')),
  title text,
  tags text not null,
  metadata text not null,
  created_by text collate "C" not null,
  created_at timestamptz not null,
  expires_at timestamptz not null,
  revoked_at timestamptz
)
