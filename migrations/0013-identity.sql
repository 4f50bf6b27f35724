-- Who somebody is to an identity provider or to a proxy: its address, or the word proxy, and its name for them, which it
-- gives to nobody else.
create table identity (
  learner text not null references learner (id) on delete cascade,
  issuer text not null,
  subject text not null,
  created_at integer not null,
  primary key (learner, issuer, subject)
) strict, without rowid;
create unique index identity_subject on identity (issuer, subject);

-- Somebody who types a recovery code says no name: without this every code of everybody would be read.
create index recovery_code_digest on recovery_code (digest);
