-- How often the present try was interrupted by an outage; null: never.
alter table task add column if not exists interruptions integer
