-- How often a learner gave a wrong response to a question, so that a page finds what they confuse without reading the
-- log. The question is named as the log names it, and a response belongs to the edition that it was given to.
create table mistake (
  learner text not null references learner (id) on delete cascade,
  question text not null,
  edition integer not null,
  response text not null,
  times integer not null,
  primary key (learner, question, edition, response)
) strict, without rowid;
create index mistake_most on mistake (learner, times);
insert into mistake (learner, question, edition, response, times)
  select review.learner, review.question, review.edition, review.response, count(*) from review
  where review.correct = 0 and review.response <> '[]' and not exists (
    select 1 from amendment
    where amendment.learner = review.learner and amendment.review = review.id and amendment.kind = 'undo')
  group by review.learner, review.question, review.edition, review.response;

-- Finds what a learner was sure of and got wrong, the newest first.
create index review_sure_wrong on review (learner, day, question, edition) where correct = 0 and certainty = 'sure';

-- A belief counts how many of its first answers on later days were right. Every belief is made again from the log.
update belief set sums = json_array(sums ->> 0, sums ->> 1, sums ->> 2, sums ->> 3, sums ->> 4, sums ->> 5, sums ->> 6,
  sums ->> 7, sums ->> 8, 0, json(sums -> 9), json(sums -> 10));
update learner set folded_retention = 0 where exists (select 1 from belief where belief.learner = learner.id);
