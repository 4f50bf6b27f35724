-- Where a learner's practice stands, so that a page finds it in the one row that it reads anyway. All of it can be made
-- again from the log: the answer given last and the last one not taken back, what was done on the day of the first
-- (as the log numbers it), and the answers and milliseconds by which the pace is reckoned.
alter table learner add column given_review text;
alter table learner add column given_question text;
alter table learner add column given_day integer;
alter table learner add column kept_review text;
alter table learner add column kept_question text;
alter table learner add column kept_day integer;
alter table learner add column day_answers integer not null default 0;
alter table learner add column day_correct integer not null default 0;
alter table learner add column day_first integer not null default 0;
alter table learner add column pace_answers integer not null default 0;
alter table learner add column pace_ms integer not null default 0;

update learner set
  (given_review, given_question, given_day) = (
    select review.id, review.question, review.day from review
    where review.learner = learner.id and review.kind = 'practice'
    order by review.answered_at desc, review.id desc limit 1),
  (kept_review, kept_question, kept_day) = (
    select review.id, review.question, review.day from review
    where review.learner = learner.id and review.kind = 'practice'
      and not exists (select 1 from amendment where amendment.review = review.id and amendment.kind = 'undo')
    order by review.answered_at desc, review.id desc limit 1),
  (pace_answers, pace_ms) = (
    select coalesce(sum(recent.answers), 0), coalesce(sum(recent.took_ms), 0) from (
      select tally.answers, tally.took_ms from tally
      where tally.learner = learner.id and tally.kind = 'practice' and tally.answers > 0
      order by tally.day desc, tally.domain desc, tally.certainty desc limit 60) as recent);
update learner set
  (day_answers, day_correct, day_first) = (
    select coalesce(sum(tally.answers), 0), coalesce(sum(tally.correct), 0), coalesce(sum(tally.first), 0)
    from tally where tally.learner = learner.id and tally.day = learner.given_day and tally.kind = 'practice');
