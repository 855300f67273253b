-- Whether its file has to be 'video' or 'audio', which is known only once it was read; null: either.
alter table media add column if not exists allowed_kind text
