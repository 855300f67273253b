create unique index if not exists upload_token_by_secret on upload_token (secret_hash)
