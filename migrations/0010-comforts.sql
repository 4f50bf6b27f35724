-- Whether the answer that counts arrived in the seconds of grace after the end, and a choice that came too late to count
-- with the moment of its click.
alter table paper add column in_grace integer not null default 0 check (in_grace in (0, 1));
alter table paper add column late_response text;
alter table paper add column late_at integer;
