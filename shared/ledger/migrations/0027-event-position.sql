-- The place among the events of all medias; null: nobody has asked for it yet.
alter table event add column if not exists position bigint
