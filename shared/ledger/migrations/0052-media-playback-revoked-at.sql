-- Since when no address opens it, because somebody wants it so.
alter table media add column if not exists playback_revoked_at timestamptz
