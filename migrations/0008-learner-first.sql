-- The learner comes first in every primary key of what belongs to a learner: one learner's rows lie together, and could
-- lie on one server of several. SQLite cannot change a primary key, so each table is written again beside the old one.
-- All children are copied before the first table is dropped: dropping a parent would delete its rows by cascade.

-- Somebody may have made a view of these tables, which a rename would otherwise refuse to leave without its table.
pragma legacy_alter_table = on;

create table new_session (
  learner text not null references learner (id) on delete cascade,
  token_hash text not null,
  created_at integer not null,
  seen_at integer not null,
  -- How many days the installation had seen when the session was last used.
  seen_days integer not null default 0,
  -- Whether the hash is keyed with the installation's secret; earlier releases did not, and such a token is exchanged once.
  keyed integer not null default 0 check (keyed in (0, 1)),
  -- The hash of the session that this one takes over from, which ends when this one is first used.
  replaces text,
  primary key (learner, token_hash)
) strict, without rowid;
insert into new_session (learner, token_hash, created_at, seen_at, seen_days, keyed, replaces)
  select learner, token_hash, created_at, seen_at, seen_days, keyed, replaces from session order by learner, token_hash;

-- With a rowid: were the rows in the order of this key, SQLite might read all of a learner's to find those of a question.
create table new_review (
  learner text not null references learner (id) on delete cascade,
  id text not null,
  question text not null,
  hash text not null references question_text (hash),
  edition integer not null,
  kind text not null check (kind in ('practice', 'exam')),
  answered_at integer not null,
  day integer not null,
  response text not null,
  correct integer not null check (correct in (0, 1)),
  certainty text not null check (certainty in ('guess', 'think', 'sure', 'none')),
  rating integer not null check (rating between 1 and 4),
  domain text not null,
  -- Whether the concept was met for the first time.
  first integer not null check (first in (0, 1)),
  took_ms integer not null,
  -- History that the fold never reads.
  zone text not null,
  shown_at integer not null,
  seed text not null,
  algorithm text not null,
  recall real,
  stability_before real,
  difficulty_before real,
  stability_after real,
  difficulty_after real,
  due_before integer,
  due_after integer,
  primary key (learner, id)
) strict;
insert into new_review (learner, id, question, hash, edition, kind, answered_at, day, response, correct, certainty,
    rating, domain, first, took_ms, zone, shown_at, seed, algorithm, recall, stability_before, difficulty_before,
    stability_after, difficulty_after, due_before, due_after)
  select learner, id, question, hash, edition, kind, answered_at, day, response, correct, certainty,
    rating, domain, first, took_ms, zone, shown_at, seed, algorithm, recall, stability_before, difficulty_before,
    stability_after, difficulty_after, due_before, due_after
  from review order by learner, answered_at, id;

create table new_amendment (
  learner text not null references learner (id) on delete cascade,
  review text not null,
  kind text not null check (kind in ('undo', 'easy')),
  amended_at integer not null,
  primary key (learner, review, kind),
  foreign key (learner, review) references new_review (learner, id) on update cascade on delete cascade
) strict, without rowid;
insert into new_amendment (learner, review, kind, amended_at)
  select learner, review, kind, amended_at from amendment order by learner, review;

create table new_report (
  learner text not null references learner (id) on delete cascade,
  review text not null,
  message text not null,
  reported_at integer not null,
  primary key (learner, review),
  foreign key (learner, review) references new_review (learner, id) on update cascade on delete cascade
) strict, without rowid;
insert into new_report (learner, review, message, reported_at)
  select learner, review, message, reported_at from report order by learner, review;

create table new_sitting (
  learner text not null references learner (id) on delete cascade,
  id text not null,
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
  current_number integer not null,
  settled_at integer,
  ending text check (ending in ('submitted', 'time up')),
  primary key (learner, id)
) strict, without rowid;
insert into new_sitting (learner, id, blueprint, terms, seed, started_at, time_percent, deadline, revision, moved_at,
    current_number, settled_at, ending)
  select learner, id, blueprint, terms, seed, started_at, time_percent, deadline, revision, moved_at,
    place, settled_at, ending
  from sitting order by learner, id;

create table new_paper (
  learner text not null references learner (id) on delete cascade,
  sitting text not null,
  number integer not null,
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
  primary key (learner, sitting, number),
  foreign key (learner, sitting) references new_sitting (learner, id) on update cascade on delete cascade
) strict, without rowid;
insert into new_paper (learner, sitting, number, question, hash, edition, domain, scored, seen, response,
    first_response, answered_at, day, flagged, struck, took_ms, marked_edition, correct)
  select learner, sitting, number, question, hash, edition, domain, scored, seen, response,
    first_response, answered_at, day, flagged, struck, took_ms, marked_edition, correct
  from paper order by learner, sitting, number;

create table new_move (
  learner text not null references learner (id) on delete cascade,
  sitting text not null,
  revision integer not null,
  number integer not null,
  kind text not null check (kind in ('choose', 'flag', 'unflag', 'strike', 'restore')),
  value text not null,
  moved_at integer not null,
  primary key (learner, sitting, revision, kind),
  foreign key (learner, sitting) references new_sitting (learner, id) on update cascade on delete cascade
) strict, without rowid;
insert into new_move (learner, sitting, revision, number, kind, value, moved_at)
  select sitting.learner, sitting.id, move.revision, move.number, move.kind, move.value, move.moved_at
  from move join sitting on sitting.id = move.sitting order by sitting.learner, sitting.id, move.revision;

create table new_result (
  learner text not null references learner (id) on delete cascade,
  sitting text not null,
  number integer not null,
  marked_at integer not null,
  correct integer not null,
  scored integer not null,
  passed integer not null check (passed in (0, 1)),
  -- The numbers of the questions that were marked again; none the first time.
  revised text not null,
  primary key (learner, sitting, number),
  foreign key (learner, sitting) references new_sitting (learner, id) on update cascade on delete cascade
) strict, without rowid;
insert into new_result (learner, sitting, number, marked_at, correct, scored, passed, revised)
  select sitting.learner, sitting.id, result.number, result.marked_at, result.correct, result.scored, result.passed,
    result.revised
  from result join sitting on sitting.id = result.sitting order by sitting.learner, sitting.id, result.number;

create table new_outcome (
  learner text not null references learner (id) on delete cascade,
  id text not null,
  day integer not null,
  taken integer not null check (taken in (0, 1)),
  passed integer check (passed in (0, 1)),
  score integer,
  told_at integer not null,
  primary key (learner, id)
) strict, without rowid;
insert into new_outcome (learner, id, day, taken, passed, score, told_at)
  select learner, id, day, taken, passed, score, told_at from outcome order by learner, id;

drop table session;
drop table amendment;
drop table report;
drop table review;
drop table move;
drop table result;
drop table paper;
drop table sitting;
drop table outcome;

alter table new_session rename to session;
alter table new_review rename to review;
alter table new_amendment rename to amendment;
alter table new_report rename to report;
alter table new_sitting rename to sitting;
alter table new_paper rename to paper;
alter table new_move rename to move;
alter table new_result rename to result;
alter table new_outcome rename to outcome;

-- A token leads to its learner.
create unique index session_token on session (token_hash);
create index review_by_question on review (learner, question, answered_at, id);
create index review_by_time on review (learner, answered_at, id);
create index review_missed on review (learner, day, question, edition) where correct = 0;
-- Authors read the newest reports of all learners.
create index report_newest on report (reported_at, review);
create unique index sitting_open on sitting (learner) where settled_at is null;
create index sitting_overdue on sitting (deadline) where settled_at is null;
create index sitting_list on sitting (learner, started_at, id);
create index sitting_unclicked on sitting (started_at) where revision = 0 or (revision = 1 and ending = 'time up');
create index paper_seen on paper (learner, question);
create index paper_marked on paper (question, marked_edition);
create index outcome_learner on outcome (learner, told_at);

-- Only the deletion of a learner, by cascade, may remove entries; only their owner may change (merged learners).
create trigger review_is_written_once before update of
  id, question, hash, edition, kind, answered_at, day, response, correct, certainty, rating, domain, first, took_ms,
  zone, shown_at, seed, algorithm, recall, stability_before, difficulty_before, stability_after, difficulty_after,
  due_before, due_after
  on review begin select raise(abort, 'a review is written once'); end;
create trigger review_is_kept before delete on review
  when exists (select 1 from learner where learner.id = old.learner)
  begin select raise(abort, 'a review is kept'); end;
-- A new owner of a review comes to what was said of it by cascade, which sets the review as well, to what it is.
create trigger amendment_is_written_once before update on amendment
  when (new.review, new.kind, new.amended_at) <> (old.review, old.kind, old.amended_at)
  begin select raise(abort, 'an amendment is written once'); end;
create trigger amendment_is_kept before delete on amendment
  when exists (select 1 from learner where learner.id = old.learner)
  begin select raise(abort, 'an amendment is kept'); end;
create trigger move_is_written_once before update on move
  when (new.sitting, new.revision, new.number, new.kind, new.value, new.moved_at)
    <> (old.sitting, old.revision, old.number, old.kind, old.value, old.moved_at)
  begin select raise(abort, 'a move is written once'); end;
-- What belongs to a learner goes with the learner, and a sitting without a click goes with what it holds.
create trigger move_is_kept before delete on move
  when exists (select 1 from learner where learner.id = old.learner)
    and exists (select 1 from sitting where sitting.learner = old.learner and sitting.id = old.sitting)
  begin select raise(abort, 'a move is kept'); end;
create trigger result_is_written_once before update on result
  when (new.sitting, new.number, new.marked_at, new.correct, new.scored, new.passed, new.revised)
    <> (old.sitting, old.number, old.marked_at, old.correct, old.scored, old.passed, old.revised)
  begin select raise(abort, 'a result is written once'); end;
create trigger result_is_kept before delete on result
  when exists (select 1 from learner where learner.id = old.learner)
    and exists (select 1 from sitting where sitting.learner = old.learner and sitting.id = old.sitting)
  begin select raise(abort, 'a result is kept'); end;

pragma legacy_alter_table = off;
