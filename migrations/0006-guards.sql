-- Rises with every decision about a learner that rests on more than one row, so that two of them never overlap.
alter table learner add column revision integer not null default 0;

-- Clocks that were found ahead and have been put right: a JSON list, mostly empty. The log itself stays as it was written.
alter table learner add column clock_mends text not null default '[]';

-- An answer within an hour of the last one belongs to the same sitting, wherever the day begins: fold those again.
update learner set folded_retention = 0 where id in (
  select earlier.learner from review as earlier
  join review as later on later.learner = earlier.learner and later.day > earlier.day
    and later.answered_at > earlier.answered_at and later.answered_at < earlier.answered_at + 3600000);

-- The days (UTC, since 1 January 1970) on which this installation has seen a learner.
create table day_seen (day integer primary key) strict;

-- How many of those days there were when a session was last used.
alter table session add column seen_days integer not null default 0;
-- Whether the hash is keyed with the installation's secret; earlier releases did not, and such a token is exchanged once.
alter table session add column keyed integer not null default 0 check (keyed in (0, 1));
-- The hash of the session that this one takes over from, which ends when this one is first used.
alter table session add column replaces text;

-- Exams in which nothing was ever clicked, by when they began: they go after an hour.
create index sitting_unclicked on sitting (started_at) where revision = 0 or (revision = 1 and ending = 'time up');

-- Facts about the installation itself, such as the fingerprint of its secret. A backup adds a table "installation".
create table fact (name text primary key, value text not null) strict;
