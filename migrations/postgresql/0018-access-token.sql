-- What lets a program in for a learner. The token itself is shown once and never stored.
create table access_token (
  learner text not null references learner (id) on delete cascade,
  id text not null,
  digest text not null,
  name text not null,
  -- What it may do: words with a space between them.
  scopes text not null,
  created_at bigint not null,
  -- Null for one that works until it is revoked.
  expires_at bigint,
  -- The learner's last day on which it was used, in days since 1970.
  used_day bigint,
  primary key (learner, id)
);
create unique index access_token_digest on access_token (digest);
