-- Where its messages go; null: planned by a release that told queues apart by weight.
alter table task add column if not exists queue text
