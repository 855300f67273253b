create unique index if not exists api_key_by_secret on api_key (secret_hash)
