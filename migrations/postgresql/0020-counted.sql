-- What nodes count together for each visitor, such as failed tries and requests in a window of time. It is not worth a
-- log: after a crash of the server, and on a standby that becomes the primary, it is empty.
create unlogged table counted (
  name text primary key,
  count bigint not null,
  -- When the window began, or the last try failed.
  at bigint not null,
  forget_at bigint not null
);
