-- Ids are text, times are integer milliseconds since 1970 (UTC), days are learner days since 1 January 1970.

create table learner (
  id text primary key,
  created_at integer not null,
  zone text not null,
  day_start integer not null check (day_start between 0 and 23),
  new_per_day integer not null check (new_per_day between 0 and 100),
  retention real not null check (retention between 0.8 and 0.97),
  -- The retention that the cards were last folded with; differs from the one above while a refold is under way.
  folded_retention real not null,
  -- The names of the keyboard shortcuts that are turned off, with spaces between.
  keys_off text not null default '',
  -- The clock as this learner has seen it: neither ever falls.
  last_day integer not null,
  last_answered_at integer not null,
  -- The number of learner days with an answer.
  practice_days integer not null default 0,
  -- "Ten new ones more", granted for one day.
  extra_new integer not null default 0,
  extra_day integer not null default 0,
  -- How far into the syllabus everything has been met: a place to begin looking, valid for one syllabus.
  syllabus text not null default '',
  syllabus_met integer not null default 0
) strict;

create table session (
  token_hash text primary key,
  learner text not null references learner (id) on delete cascade,
  created_at integer not null,
  seen_at integer not null
) strict, without rowid;
create index session_learner on session (learner, seen_at);

-- Every text that was ever live, so that old answers are shown as they were asked.
create table question_text (
  hash text primary key,
  question text not null,
  edition integer not null,
  body text not null,
  stored_at integer not null
) strict;
create index question_text_question on question_text (question, edition);

-- The bank as it was last loaded; a difference at the next load names the concepts to fold again.
create table bank_question (
  question text primary key,
  concept text not null,
  hash text not null,
  edition integer not null,
  askable integer not null check (askable in (0, 1))
) strict;

-- The log. Written once; everything below it can be made again from it.
create table review (
  id text primary key,
  learner text not null references learner (id) on delete cascade,
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
  due_after integer
) strict, without rowid;
create index review_by_question on review (learner, question, answered_at, id);
create index review_by_time on review (learner, answered_at, id);

-- What was said about a review afterwards: taken back, or too easy.
create table amendment (
  review text not null references review (id) on delete cascade,
  kind text not null check (kind in ('undo', 'easy')),
  learner text not null references learner (id) on delete cascade,
  amended_at integer not null,
  primary key (review, kind)
) strict, without rowid;
create index amendment_learner on amendment (learner);

-- Only the deletion of a learner, by cascade, may remove entries; only their owner may change (merged learners).
create trigger review_is_written_once before update of
  id, question, hash, edition, kind, answered_at, day, response, correct, certainty, rating, domain, first, took_ms,
  zone, shown_at, seed, algorithm, recall, stability_before, difficulty_before, stability_after, difficulty_after,
  due_before, due_after
  on review begin select raise(abort, 'a review is written once'); end;
create trigger review_is_kept before delete on review
  when exists (select 1 from learner where learner.id = old.learner)
  begin select raise(abort, 'a review is kept'); end;
create trigger amendment_is_written_once before update of review, kind, amended_at on amendment
  begin select raise(abort, 'an amendment is written once'); end;
create trigger amendment_is_kept before delete on amendment
  when exists (select 1 from learner where learner.id = old.learner)
  begin select raise(abort, 'an amendment is kept'); end;

-- One learner's memory of one concept: a fold of its reviews.
create table card (
  learner text not null references learner (id) on delete cascade,
  concept text not null,
  revision integer not null,
  stability real,
  difficulty real,
  day integer,
  answered_at integer,
  due_day integer,
  -- Set while the card waits for its relearning step.
  ready_at integer,
  answers integer not null,
  lapses integer not null,
  asleep integer not null check (asleep in (0, 1)),
  -- Its place among the cards due on the same day.
  place integer not null,
  primary key (learner, concept)
) strict, without rowid;
create index card_due on card (learner, due_day, place) where asleep = 0 and ready_at is null;
create index card_waiting on card (learner, ready_at) where asleep = 0 and ready_at is not null;
create index card_concept on card (concept);

create table tally (
  learner text not null references learner (id) on delete cascade,
  day integer not null,
  domain text not null,
  kind text not null,
  certainty text not null,
  answers integer not null,
  correct integer not null,
  first integer not null,
  took_ms integer not null,
  primary key (learner, day, domain, kind, certainty)
) strict, without rowid;

-- Questions a learner does not want to be asked again.
create table set_aside (
  learner text not null references learner (id) on delete cascade,
  question text not null,
  set_aside_at integer not null,
  primary key (learner, question)
) strict, without rowid;

-- Problems that candidates report, kept for authors with the text they saw.
create table report (
  review text primary key references review (id) on delete cascade,
  learner text not null references learner (id) on delete cascade,
  message text not null,
  reported_at integer not null
) strict;
create index report_learner on report (learner);
