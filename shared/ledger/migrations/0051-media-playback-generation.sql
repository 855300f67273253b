-- Addresses of an older generation are closed; null: there is one generation so far.
alter table media add column if not exists playback_generation integer
