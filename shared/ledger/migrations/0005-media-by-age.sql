create index if not exists media_by_age on media (created_at, id)
