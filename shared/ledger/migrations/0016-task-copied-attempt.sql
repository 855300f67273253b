-- The try of which a second message was sent, because its worker is slow; null: none.
alter table task add column if not exists copied_attempt integer
