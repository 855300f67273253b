create index if not exists task_by_media on task (media_id, position)
