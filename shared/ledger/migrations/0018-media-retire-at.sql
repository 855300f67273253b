-- From when on the leftovers can be removed.
alter table media add column if not exists retire_at timestamptz
