-- How many questions that a learner has answered were raised to a new edition since their last answer: told once, on Today.
alter table learner add column revised integer not null default 0;
