create index if not exists edge_value_by_expiry on edge_value (expires_at)
