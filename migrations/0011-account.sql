-- Accounts. A learner without one is a guest, and is found by a session alone. Columns that name a learner are called
-- learner as in every other table, and the unique names are indexes, so that the learner is the only primary key.
create table account (
  learner text primary key references learner (id) on delete cascade,
  name text not null,
  -- The name as names are compared: NFKC, without upper and lower case.
  name_key text not null,
  role text not null check (role in ('learner', 'author', 'owner')),
  -- What argon2id made of the password, with its parameters and salt; null without a password.
  password text,
  created_at integer not null
) strict, without rowid;
create unique index account_name on account (name_key);
create index account_role on account (role);

-- Public keys that sign their learner in. Credential and key are base64url.
create table passkey (
  learner text not null references learner (id) on delete cascade,
  credential_id text not null,
  -- The host that it was made for, which is the only one where browsers offer it.
  host text not null,
  public_key text not null,
  -- How often it was used, by its own count; 0 where it does not count.
  counter integer not null,
  -- How the browser may reach it: a JSON list.
  transports text not null,
  backed_up integer not null check (backed_up in (0, 1)),
  name text not null,
  created_at integer not null,
  used_at integer,
  primary key (learner, credential_id)
) strict, without rowid;
create unique index passkey_credential on passkey (credential_id);

-- Codes that sign in once each, for a learner who has lost everything else.
create table recovery_code (
  learner text not null references learner (id) on delete cascade,
  digest text not null,
  used_at integer,
  primary key (learner, digest)
) strict, without rowid;

-- Links by which somebody may make an account, once each. The first owner comes by one that nobody has made.
create table invitation (
  digest text primary key,
  role text not null check (role in ('learner', 'author', 'owner')),
  created_by text references learner (id) on delete cascade,
  created_at integer not null,
  expires_at integer not null,
  used_by text references learner (id) on delete cascade,
  used_at integer
) strict, without rowid;
create index invitation_created on invitation (created_by);
create index invitation_used on invitation (used_by);

-- Links by which an owner of the machine lets a learner choose a new way to sign in, once each.
create table reset_link (
  learner text not null references learner (id) on delete cascade,
  digest text not null,
  expires_at integer not null,
  primary key (learner, digest)
) strict, without rowid;
create unique index reset_link_digest on reset_link (digest);

-- What may be used once only and has been: challenges of passkeys, until they would have expired anyway.
create table spent (
  digest text primary key,
  expires_at integer not null
) strict, without rowid;
create index spent_expiry on spent (expires_at);

-- The browser and system of a session in words, such as "Firefox on Linux"; never what the browser sent.
alter table session add column device text not null default '';
