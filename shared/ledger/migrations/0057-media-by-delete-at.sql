create index if not exists media_by_delete_at on media (delete_at)
