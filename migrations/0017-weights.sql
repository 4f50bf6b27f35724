-- Weights of FSRS that fit a learner's own answers, as JSON; empty for the standard ones. All schedules rest on them.
alter table learner add column weights text not null default '';

-- When Etude looked for such weights, and what came of it. The weights are those in use from then on.
create table fitting (
  learner text not null references learner (id) on delete cascade,
  fitted_at integer not null,
  answers integer not null,
  outcome text not null check (outcome in ('too few', 'kept', 'adopted', 'standard', 'taken back')),
  weights text not null,
  -- The log loss on the newest fifth of the answers: by the standard weights, and by weights made without that fifth.
  loss_standard real,
  loss_own real,
  primary key (learner, fitted_at)
) strict, without rowid;
