-- What several nodes on one PostgreSQL need to show the same bank. One process alone on SQLite leaves both tables empty.
-- The source files of a bank, each under the digest of its content, and the listings that name them.
create table bank_file (
  digest text primary key,
  bytes bytea not null
);
create table live_bank (
  id bigint primary key check (id = 1),
  -- Raised whenever a bank goes live.
  epoch bigint not null,
  -- The listing of the files that the live bank is made of.
  listing text not null references bank_file (digest),
  -- The hashes, as JSON, of earlier texts that stay live because their keys changed without a new edition.
  kept text not null,
  -- A digest of all its questions, by which a node knows that it has made the same bank.
  questions text not null,
  -- The listing of the files as the leader last read them, live or not.
  seen text not null references bank_file (digest),
  -- What changed with the live bank, as JSON, until everybody whom it concerns is marked; empty from then on.
  unsettled text not null,
  taken_at bigint not null
);
