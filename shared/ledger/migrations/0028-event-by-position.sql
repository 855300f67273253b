create index if not exists event_by_position on event (position, media_id, seq)
