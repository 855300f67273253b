-- What the edge is to know besides the keys that sign playback addresses: what is revoked.
create table if not exists edge_value (
  key text collate "C" primary key,
  -- Null: the edge is to have none; the row goes when it knows.
  value text,
  -- From then on it says nothing any more; null: never.
  expires_at timestamptz,
  -- Of the row, so that a later change is not taken for told.
  version integer not null,
  -- Null: the edge has it.
  pending_since timestamptz
)
