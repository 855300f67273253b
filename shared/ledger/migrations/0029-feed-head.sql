-- One row: the highest position that was given to an event.
create table if not exists feed_head (
  id integer primary key,
  position bigint not null
)
