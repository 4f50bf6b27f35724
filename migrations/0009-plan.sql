-- On how many later days a concept came back. Every card is folded again, which counts them, and so is what is believed.
alter table card add column returns integer not null default 0;
update learner set folded_retention = 0 where exists (select 1 from card where card.learner = learner.id);

-- The milliseconds practised on the day of the last answer, beside what was answered on it.
alter table learner add column day_ms integer not null default 0;
update learner set day_ms = (
  select coalesce(sum(tally.took_ms), 0) from tally
  where tally.learner = learner.id and tally.day = learner.given_day and tally.kind = 'practice');

-- The real exam beside its day: the blueprint it is like, the minutes on each weekday, days off, the first day back after
-- days away, and the day on which the plan for it began.
alter table exam_day add column settings text not null default '{}';
update exam_day set settings = '{"begun":' || coalesce(
  (select learner.last_day from learner
   where learner.id = exam_day.learner and learner.last_day between exam_day.day - 365 and exam_day.day), day - 14) || '}';

-- What a learner's answers say about how they remember: sums that the log can make again.
create table belief (
  learner text primary key references learner (id) on delete cascade,
  sums text not null
) strict, without rowid;

-- The order of a learner's day, true at one revision of the learner, on one day and by one bank.
create table day_order (
  learner text primary key references learner (id) on delete cascade,
  revision integer not null,
  day integer not null,
  bank text not null,
  body text not null
) strict, without rowid;

-- What was expected before a mock exam, or on a day of practice for the day of the real exam. Written once.
create table prediction (
  learner text not null references learner (id) on delete cascade,
  -- The sitting that tests it, or the day of practice on which it was made.
  id text not null,
  kind text not null check (kind in ('mock', 'exam')),
  made_at integer not null,
  -- The learner day of the exam that tests it.
  day integer not null,
  blueprint text not null,
  score real not null,
  low real not null,
  high real not null,
  paper_low real not null,
  paper_high real not null,
  pass real not null,
  -- The share that passes.
  pass_mark real not null,
  -- The share expected on the very paper, some of whose questions may have been seen; null for the real exam.
  paper real,
  primary key (learner, id)
) strict, without rowid;
create index prediction_newest on prediction (learner, kind, made_at);
create trigger prediction_is_written_once before update of
  id, kind, made_at, day, blueprint, score, low, high, paper_low, paper_high, pass, pass_mark, paper
  on prediction begin select raise(abort, 'a prediction is written once'); end;
create trigger prediction_is_kept before delete on prediction
  when exists (select 1 from learner where learner.id = old.learner)
  begin select raise(abort, 'a prediction is kept'); end;

-- The score on the day as it was run ahead, by what it rests on.
create table ahead (
  learner text primary key references learner (id) on delete cascade,
  rests_on text not null,
  body text not null,
  made_at integer not null
) strict, without rowid;

-- Who agrees that the outcomes of the predictions about them are counted together with those of others.
create table agreement (
  learner text primary key references learner (id) on delete cascade,
  agreed_at integer not null
) strict, without rowid;
