-- Since when it is deleted, and can be restored.
alter table media add column if not exists trashed_at timestamptz
