-- Whether the answer that counts arrived in the seconds of grace after the end, and a choice that came too late to count
-- with the moment of its click.
alter table paper add column in_grace integer not null default 0 check (in_grace in (0, 1));
alter table paper add column late_response text;
alter table paper add column late_at integer;

-- Whether a learner's pages follow their device or are always light or dark.
alter table learner add column theme text not null default 'auto' check (theme in ('auto', 'light', 'dark'));
