-- The pictures of every bank that was ever live, named by their content, so that an old answer is shown as it was asked.
create table picture (
  file text primary key,
  type text not null,
  bytes blob not null,
  stored_at integer not null
) strict;
