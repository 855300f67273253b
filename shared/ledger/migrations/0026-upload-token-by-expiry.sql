create index if not exists upload_token_by_expiry on upload_token (expires_at)
