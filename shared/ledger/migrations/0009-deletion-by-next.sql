create index if not exists deletion_by_next on deletion (next_at)
