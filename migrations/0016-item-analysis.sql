-- The statistics of questions. How many of twenty concepts the learner knew when they met them, as far as the answers
-- before said: what this answer is compared with. Null while that is not known.
alter table review add column rest integer check (rest between 0 and 20);
drop trigger review_is_written_once;
create trigger review_is_written_once before update of
  id, question, hash, edition, kind, answered_at, day, response, correct, certainty, rating, domain, first, took_ms,
  zone, shown_at, seed, algorithm, recall, stability_before, difficulty_before, stability_after, difficulty_after,
  due_before, due_after, rest
  on review begin select raise(abort, 'a review is written once'); end;

-- How many of the other scored questions of a marked paper were right, and how many there are; null where the question
-- does not count.
alter table paper add column rest integer;
alter table paper add column rest_of integer;
create trigger rest_of_paper after insert on result begin
  update paper set
    rest = case when scored = 1 and correct is not null then (
      select count(*) from paper as other
      where other.learner = new.learner and other.sitting = new.sitting and other.scored = 1 and other.correct = 1
    ) - correct end,
    rest_of = case when scored = 1 and correct is not null then (
      select count(*) from paper as other
      where other.learner = new.learner and other.sitting = new.sitting and other.scored = 1 and other.correct is not null
    ) - 1 end
  where learner = new.learner and sitting = new.sitting;
end;
update paper set
  rest = (
    select count(*) from paper as other
    where other.learner = paper.learner and other.sitting = paper.sitting and other.scored = 1 and other.correct = 1
  ) - correct,
  rest_of = (
    select count(*) from paper as other
    where other.learner = paper.learner and other.sitting = paper.sitting and other.scored = 1 and other.correct is not null
  ) - 1
  where scored = 1 and correct is not null;

-- How often each response was given: to questions that asked a concept for the first time in practice, and in marked
-- papers. It names nobody. The triggers below keep it, whatever adds, takes back, marks or deletes an answer.
create table response_count (
  question text not null,
  edition integer not null,
  source text not null check (source in ('practice', 'exam')),
  response text not null,
  -- What their givers got right of the rest; both 0 where that is not known.
  rest integer not null,
  rest_of integer not null,
  answers integer not null,
  -- How many of them were said to be a guess.
  guesses integer not null,
  -- The natural logarithms of their milliseconds, from one second to three minutes, added up in thousandths.
  took_log integer not null,
  primary key (question, edition, source, response, rest, rest_of)
) strict, without rowid;

-- What the counts of a question say; worked out in the background, by the text of a hash.
create table question_analysis (
  question text primary key,
  hash text not null,
  -- What an author should look at: a JSON list.
  flags text not null,
  -- How hard the question is, in logits, and the standard error; null where too few have answered.
  difficulty real,
  error real
) strict, without rowid;
create index question_flagged on question_analysis (question) where flags <> '[]';
-- The questions whose counts have changed since, and how often.
create table analysis_due (
  question text primary key,
  changes integer not null
) strict, without rowid;

insert into response_count
  select question, edition, 'practice', response, coalesce(rest, 0), case when rest is null then 0 else 20 end, count(*),
    sum(case when certainty = 'guess' then 1 else 0 end),
    sum(cast(round(1000 * ln(min(180000, max(1000, took_ms)))) as integer))
  from review
  where kind = 'practice' and first = 1 and not exists (
    select 1 from amendment
    where amendment.learner = review.learner and amendment.review = review.id and amendment.kind = 'undo')
  group by question, edition, response, rest;
insert into response_count
  select question, edition, 'exam', response, rest, rest_of, count(*), 0,
    sum(cast(round(1000 * ln(min(180000, max(1000, took_ms)))) as integer))
  from paper where rest is not null group by question, edition, response, rest, rest_of;
insert into analysis_due select distinct question, 1 from response_count;

create trigger first_answer_counted after insert on review when new.kind = 'practice' and new.first = 1 begin
  insert into response_count values (
    new.question, new.edition, 'practice', new.response, coalesce(new.rest, 0),
    case when new.rest is null then 0 else 20 end, 1,
    case when new.certainty = 'guess' then 1 else 0 end,
    cast(round(1000 * ln(min(180000, max(1000, new.took_ms)))) as integer))
  on conflict (question, edition, source, response, rest, rest_of) do update set
    answers = response_count.answers + excluded.answers, guesses = response_count.guesses + excluded.guesses,
    took_log = response_count.took_log + excluded.took_log;
end;
create trigger first_answer_taken_back after insert on amendment when new.kind = 'undo' begin
  insert into response_count
    select question, edition, 'practice', response, coalesce(rest, 0), case when rest is null then 0 else 20 end, -1,
      case when certainty = 'guess' then -1 else 0 end,
      -cast(round(1000 * ln(min(180000, max(1000, took_ms)))) as integer)
    from review where learner = new.learner and id = new.review and kind = 'practice' and first = 1
  on conflict (question, edition, source, response, rest, rest_of) do update set
    answers = response_count.answers + excluded.answers, guesses = response_count.guesses + excluded.guesses,
    took_log = response_count.took_log + excluded.took_log;
end;
-- A learner goes with amendments and reviews in any order: an answer whose amendment goes first counts until it goes too.
create trigger first_answer_counts_again after delete on amendment when old.kind = 'undo' begin
  insert into response_count
    select question, edition, 'practice', response, coalesce(rest, 0), case when rest is null then 0 else 20 end, 1,
      case when certainty = 'guess' then 1 else 0 end,
      cast(round(1000 * ln(min(180000, max(1000, took_ms)))) as integer)
    from review where learner = old.learner and id = old.review and kind = 'practice' and first = 1
  on conflict (question, edition, source, response, rest, rest_of) do update set
    answers = response_count.answers + excluded.answers, guesses = response_count.guesses + excluded.guesses,
    took_log = response_count.took_log + excluded.took_log;
end;
create trigger first_answer_gone before delete on review when old.kind = 'practice' and old.first = 1 and not exists (
    select 1 from amendment
    where amendment.learner = old.learner and amendment.review = old.id and amendment.kind = 'undo') begin
  insert into response_count values (
    old.question, old.edition, 'practice', old.response, coalesce(old.rest, 0),
    case when old.rest is null then 0 else 20 end, -1,
    case when old.certainty = 'guess' then -1 else 0 end,
    -cast(round(1000 * ln(min(180000, max(1000, old.took_ms)))) as integer))
  on conflict (question, edition, source, response, rest, rest_of) do update set
    answers = response_count.answers + excluded.answers, guesses = response_count.guesses + excluded.guesses,
    took_log = response_count.took_log + excluded.took_log;
end;

create trigger exam_answer_come after insert on paper when new.rest is not null begin
  insert into response_count values (
    new.question, new.edition, 'exam', new.response, new.rest, new.rest_of, 1, 0,
    cast(round(1000 * ln(min(180000, max(1000, new.took_ms)))) as integer))
  on conflict (question, edition, source, response, rest, rest_of) do update set
    answers = response_count.answers + excluded.answers, guesses = response_count.guesses + excluded.guesses,
    took_log = response_count.took_log + excluded.took_log;
end;
create trigger exam_answer_counted after update on paper when new.rest is not null begin
  insert into response_count values (
    new.question, new.edition, 'exam', new.response, new.rest, new.rest_of, 1, 0,
    cast(round(1000 * ln(min(180000, max(1000, new.took_ms)))) as integer))
  on conflict (question, edition, source, response, rest, rest_of) do update set
    answers = response_count.answers + excluded.answers, guesses = response_count.guesses + excluded.guesses,
    took_log = response_count.took_log + excluded.took_log;
end;
create trigger exam_answer_counted_before after update on paper when old.rest is not null begin
  insert into response_count values (
    old.question, old.edition, 'exam', old.response, old.rest, old.rest_of, -1, 0,
    -cast(round(1000 * ln(min(180000, max(1000, old.took_ms)))) as integer))
  on conflict (question, edition, source, response, rest, rest_of) do update set
    answers = response_count.answers + excluded.answers, guesses = response_count.guesses + excluded.guesses,
    took_log = response_count.took_log + excluded.took_log;
end;
create trigger exam_answer_gone before delete on paper when old.rest is not null begin
  insert into response_count values (
    old.question, old.edition, 'exam', old.response, old.rest, old.rest_of, -1, 0,
    -cast(round(1000 * ln(min(180000, max(1000, old.took_ms)))) as integer))
  on conflict (question, edition, source, response, rest, rest_of) do update set
    answers = response_count.answers + excluded.answers, guesses = response_count.guesses + excluded.guesses,
    took_log = response_count.took_log + excluded.took_log;
end;

create trigger responses_begun after insert on response_count begin
  insert into analysis_due values (new.question, 1)
  on conflict (question) do update set changes = analysis_due.changes + 1;
end;
create trigger responses_changed after update on response_count begin
  insert into analysis_due values (new.question, 1)
  on conflict (question) do update set changes = analysis_due.changes + 1;
  delete from response_count
  where new.answers = 0 and question = new.question and edition = new.edition and source = new.source
    and response = new.response and rest = new.rest and rest_of = new.rest_of;
end;
