-- Who its playback addresses are for; null: what the operator's settings say.
alter table media add column if not exists playback_policy text
