-- Until when it can be restored; then it is deleted for good.
alter table media add column if not exists restore_until timestamptz
