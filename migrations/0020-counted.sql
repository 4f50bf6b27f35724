-- What nodes on one PostgreSQL count together for each visitor, such as failed tries and requests in a window of time.
-- One process alone on SQLite counts in memory and leaves the table empty.
create table counted (
  name text primary key,
  count integer not null,
  -- When the window began, or the last try failed.
  at integer not null,
  forget_at integer not null
) strict, without rowid;
