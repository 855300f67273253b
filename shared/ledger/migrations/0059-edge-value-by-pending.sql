create index if not exists edge_value_by_pending on edge_value (pending_since)
