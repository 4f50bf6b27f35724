-- How many questions that a learner has answered were raised to a new edition: told on Today until it has been read.
alter table learner add column revised integer not null default 0;
