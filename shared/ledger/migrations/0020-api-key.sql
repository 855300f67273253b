-- What lets programs call the API. A secret is not kept, only its SHA-256.
create table if not exists api_key (
  id text collate "C" primary key,
  secret_hash text collate "C" not null,
  name text not null,
  -- JSON: names of roles, and the objects that they are narrowed to.
  roles text not null,
  objects text not null,
  created_by text not null,
  created_at timestamptz not null,
  -- Null: never.
  expires_at timestamptz,
  revoked_at timestamptz,
  -- To the minute.
  last_used_at timestamptz
)
