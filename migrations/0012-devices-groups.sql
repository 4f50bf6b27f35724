-- Links that let another device go on with a learner's progress, once each.
create table device_link (
  learner text not null references learner (id) on delete cascade,
  id text not null,
  digest text not null,
  expires_at integer not null,
  used_at integer,
  primary key (learner, id)
) strict, without rowid;
create unique index device_link_digest on device_link (digest);

-- People who study together; the learner leads them.
create table study_group (
  learner text not null references learner (id) on delete cascade,
  id text not null,
  name text not null,
  -- Rises whenever the link to join is made new; the ones before lead nowhere.
  link integer not null,
  created_at integer not null,
  primary key (learner, id)
) strict, without rowid;
create unique index study_group_id on study_group (id);

-- Who has agreed to be counted in a group. The leader reads a name only where its member shows one.
create table membership (
  learner text not null references learner (id) on delete cascade,
  study_group text not null references study_group (id) on delete cascade,
  shown_name text,
  joined_at integer not null,
  primary key (learner, study_group)
) strict, without rowid;
create index membership_group on membership (study_group, joined_at);
