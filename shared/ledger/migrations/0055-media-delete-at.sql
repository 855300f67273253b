-- When it is to be deleted, as its owner said.
alter table media add column if not exists delete_at timestamptz
