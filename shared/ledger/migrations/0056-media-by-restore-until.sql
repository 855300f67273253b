create index if not exists media_by_restore_until on media (restore_until)
