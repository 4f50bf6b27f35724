-- Questions that a learner wants to come back to.
create table flag (
  learner text not null references learner (id) on delete cascade,
  question text not null,
  flagged_at integer not null,
  primary key (learner, question)
) strict, without rowid;
create index flag_by_time on flag (learner, flagged_at);
-- What went wrong lately, without reading what went right.
create index review_missed on review (learner, day, question, edition) where correct = 0;
