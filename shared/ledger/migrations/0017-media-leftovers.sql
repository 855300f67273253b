-- What is not needed any more once the media is Ready, as JSON; null: nothing, or it has been removed.
alter table media add column if not exists leftovers text
