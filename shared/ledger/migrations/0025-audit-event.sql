-- Uses of the API that were refused, or that are not to be undone.
create table if not exists audit_event (
  id text collate "C" primary key,
  at timestamptz not null,
  outcome text not null check (outcome in ('Denied', 'Done')),
  -- Of the key or the upload token; 'anyone' and 'unknown'.
  caller_id text not null,
  caller_name text not null,
  operation text not null,
  path text not null,
  source_ip text not null,
  request_id text not null,
  code text
)
