create index if not exists media_by_retirement on media (retire_at)
