-- The highest delivery of a message by which the present try was said to have started; null: none was.
alter table task add column if not exists deliveries integer
