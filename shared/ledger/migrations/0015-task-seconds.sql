-- Wall time of the try that succeeded, by its worker; null: it did not say so.
alter table task add column if not exists seconds double precision
