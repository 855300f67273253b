-- When the present try was interrupted for the first time; null: never.
alter table task add column if not exists interrupted_at timestamptz
