-- Mock exams. A sitting is one learner taking one paper; its terms are the blueprint as it was when it began.
create table sitting (
  id text primary key,
  learner text not null references learner (id) on delete cascade,
  blueprint text not null,
  terms text not null,
  seed text not null,
  started_at integer not null,
  -- The share of the blueprint's time in per cent; null, like the deadline, when untimed.
  time_percent integer,
  deadline integer,
  -- Rises with every move, so that each is decided on what the one before has left.
  revision integer not null,
  moved_at integer not null,
  -- The question at which to go on.
  place integer not null,
  settled_at integer,
  ending text check (ending in ('submitted', 'time up'))
) strict, without rowid;
create unique index sitting_open on sitting (learner) where settled_at is null;
create index sitting_overdue on sitting (deadline) where settled_at is null;
create index sitting_list on sitting (learner, started_at, id);

-- The drawn questions, in the order asked, with what the learner has done with each.
create table paper (
  sitting text not null references sitting (id) on delete cascade,
  number integer not null,
  learner text not null references learner (id) on delete cascade,
  question text not null,
  hash text not null references question_text (hash),
  edition integer not null,
  domain text not null,
  scored integer not null check (scored in (0, 1)),
  -- Whether the learner had seen it before this paper.
  seen integer not null check (seen in (0, 1)),
  response text not null default '[]',
  -- The first response with as many options as were asked for.
  first_response text,
  -- The moment and the learner day of the last change.
  answered_at integer,
  day integer,
  flagged integer not null default 0 check (flagged in (0, 1)),
  struck text not null default '[]',
  took_ms integer not null default 0,
  -- The edition it was last marked under, and whether it was right; null if it does not count any more.
  marked_edition integer,
  correct integer check (correct in (0, 1)),
  primary key (sitting, number)
) strict, without rowid;
create index paper_seen on paper (learner, question);
create index paper_marked on paper (question, marked_edition);

-- Every click in a sitting. Written once.
create table move (
  sitting text not null references sitting (id) on delete cascade,
  revision integer not null,
  number integer not null,
  kind text not null check (kind in ('choose', 'flag', 'unflag', 'strike', 'restore')),
  value text not null,
  moved_at integer not null,
  primary key (sitting, revision, kind)
) strict, without rowid;

-- How a sitting was marked: once when it ended, and once more whenever a question of it was revised. Written once.
create table result (
  sitting text not null references sitting (id) on delete cascade,
  number integer not null,
  marked_at integer not null,
  correct integer not null,
  scored integer not null,
  passed integer not null check (passed in (0, 1)),
  -- The numbers of the questions that were marked again; none the first time.
  revised text not null,
  primary key (sitting, number)
) strict, without rowid;

create trigger move_is_written_once before update on move
  begin select raise(abort, 'a move is written once'); end;
create trigger move_is_kept before delete on move
  when exists (select 1 from sitting where sitting.id = old.sitting)
  begin select raise(abort, 'a move is kept'); end;
create trigger result_is_written_once before update on result
  begin select raise(abort, 'a result is written once'); end;
create trigger result_is_kept before delete on result
  when exists (select 1 from sitting where sitting.id = old.sitting)
  begin select raise(abort, 'a result is kept'); end;

-- The day of the real exam, and how it went: kept to see what predictions were worth.
create table exam_day (
  learner text primary key references learner (id) on delete cascade,
  day integer not null
) strict, without rowid;
create table outcome (
  id text primary key,
  learner text not null references learner (id) on delete cascade,
  day integer not null,
  taken integer not null check (taken in (0, 1)),
  passed integer check (passed in (0, 1)),
  score integer,
  told_at integer not null
) strict, without rowid;
create index outcome_learner on outcome (learner, told_at);

-- Whether practice rests because the learner has stopped it.
alter table learner add column stopped integer not null default 0 check (stopped in (0, 1));
