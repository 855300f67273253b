create index if not exists media_by_status on media (status, created_at, id)
