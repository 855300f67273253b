-- Before that no message of the next try is to be delivered; null: the task was never tried in vain. It is unsent while sent_at is null.
alter table task add column if not exists retry_at timestamptz
