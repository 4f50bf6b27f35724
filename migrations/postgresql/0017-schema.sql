-- What the migrations of SQLite up to 0017 make, for PostgreSQL: the same tables, columns, keys, indexes and triggers.
-- Ids are text, times are integer milliseconds since 1970 (UTC), days are learner days since 1 January 1970.

create table learner (
  id text primary key,
  created_at bigint not null,
  zone text not null,
  day_start bigint not null check (day_start between 0 and 23),
  new_per_day bigint not null check (new_per_day between 0 and 100),
  retention double precision not null check (retention between 0.8 and 0.97),
  -- The retention that the cards were last folded with; differs from the one above while a refold is under way.
  folded_retention double precision not null,
  -- The names of the keyboard shortcuts that are turned off, with spaces between.
  keys_off text not null default '',
  -- The clock as this learner has seen it: neither ever falls.
  last_day bigint not null,
  last_answered_at bigint not null,
  -- The number of learner days with an answer.
  practice_days bigint not null default 0,
  -- "Ten new ones more", granted for one day.
  extra_new bigint not null default 0,
  extra_day bigint not null default 0,
  -- How far into the syllabus everything has been met: a place to begin looking, valid for one syllabus.
  syllabus text not null default '',
  syllabus_met bigint not null default 0,
  revised bigint not null default 0,
  stopped bigint not null default 0 check (stopped in (0, 1)),
  revision bigint not null default 0,
  clock_mends text not null default '[]',
  given_review text,
  given_question text,
  given_day bigint,
  kept_review text,
  kept_question text,
  kept_day bigint,
  day_answers bigint not null default 0,
  day_correct bigint not null default 0,
  day_first bigint not null default 0,
  pace_answers bigint not null default 0,
  pace_ms bigint not null default 0,
  day_ms bigint not null default 0,
  theme text not null default 'auto' check (theme in ('auto', 'light', 'dark')),
  weights text not null default ''
);

create table account (
  learner text primary key references learner (id) on delete cascade,
  name text not null,
  -- The name as names are compared: NFKC, without upper and lower case.
  name_key text not null,
  role text not null check (role in ('learner', 'author', 'owner')),
  -- What argon2id made of the password, with its parameters and salt; null without a password.
  password text,
  created_at bigint not null
);
create unique index account_name on account (name_key);
create index account_role on account (role);

create table session (
  learner text not null references learner (id) on delete cascade,
  token_hash text not null,
  created_at bigint not null,
  seen_at bigint not null,
  -- How many days the installation had seen when the session was last used.
  seen_days bigint not null default 0,
  -- Whether the hash is keyed with the installation's secret; earlier releases did not, and such a token is exchanged once.
  keyed bigint not null default 0 check (keyed in (0, 1)),
  -- The hash of the session that this one takes over from, which ends when this one is first used.
  replaces text,
  device text not null default '',
  primary key (learner, token_hash)
);
create unique index session_token on session (token_hash);

create table passkey (
  learner text not null references learner (id) on delete cascade,
  credential_id text not null,
  -- The host that it was made for, which is the only one where browsers offer it.
  host text not null,
  public_key text not null,
  -- How often it was used, by its own count; 0 where it does not count.
  counter bigint not null,
  -- How the browser may reach it: a JSON list.
  transports text not null,
  backed_up bigint not null check (backed_up in (0, 1)),
  name text not null,
  created_at bigint not null,
  used_at bigint,
  primary key (learner, credential_id)
);
create unique index passkey_credential on passkey (credential_id);

create table recovery_code (
  learner text not null references learner (id) on delete cascade,
  digest text not null,
  used_at bigint,
  primary key (learner, digest)
);
create index recovery_code_digest on recovery_code (digest);

create table reset_link (
  learner text not null references learner (id) on delete cascade,
  digest text not null,
  expires_at bigint not null,
  primary key (learner, digest)
);
create unique index reset_link_digest on reset_link (digest);

create table identity (
  learner text not null references learner (id) on delete cascade,
  issuer text not null,
  subject text not null,
  created_at bigint not null,
  primary key (learner, issuer, subject)
);
create unique index identity_subject on identity (issuer, subject);

create table invitation (
  digest text primary key,
  role text not null check (role in ('learner', 'author', 'owner')),
  created_by text references learner (id) on delete cascade,
  created_at bigint not null,
  expires_at bigint not null,
  used_by text references learner (id) on delete cascade,
  used_at bigint
);
create index invitation_created on invitation (created_by);
create index invitation_used on invitation (used_by);

create table device_link (
  learner text not null references learner (id) on delete cascade,
  id text not null,
  digest text not null,
  expires_at bigint not null,
  used_at bigint,
  primary key (learner, id)
);
create unique index device_link_digest on device_link (digest);

create table study_group (
  learner text not null references learner (id) on delete cascade,
  id text not null,
  name text not null,
  -- Rises whenever the link to join is made new; the ones before lead nowhere.
  link bigint not null,
  created_at bigint not null,
  primary key (learner, id)
);
create unique index study_group_id on study_group (id);

create table membership (
  learner text not null references learner (id) on delete cascade,
  study_group text not null references study_group (id) on delete cascade,
  shown_name text,
  joined_at bigint not null,
  primary key (learner, study_group)
);
create index membership_group on membership (study_group, joined_at);

create table spent (
  digest text primary key,
  expires_at bigint not null
);
create index spent_expiry on spent (expires_at);

create table day_seen (day bigint primary key);

create table fact (name text primary key, value text not null);

create table question_text (
  hash text primary key,
  question text not null,
  edition bigint not null,
  body text not null,
  stored_at bigint not null
);
create index question_text_question on question_text (question, edition);

create table bank_question (
  question text primary key,
  concept text not null,
  hash text not null,
  edition bigint not null,
  askable bigint not null check (askable in (0, 1))
);

create table picture (
  file text primary key,
  type text not null,
  bytes bytea not null,
  stored_at bigint not null
);

create table review (
  learner text not null references learner (id) on delete cascade,
  id text not null,
  question text not null,
  hash text not null references question_text (hash),
  edition bigint not null,
  kind text not null check (kind in ('practice', 'exam')),
  answered_at bigint not null,
  day bigint not null,
  response text not null,
  correct bigint not null check (correct in (0, 1)),
  certainty text not null check (certainty in ('guess', 'think', 'sure', 'none')),
  rating bigint not null check (rating between 1 and 4),
  domain text not null,
  -- Whether the concept was met for the first time.
  first bigint not null check (first in (0, 1)),
  took_ms bigint not null,
  -- History that the fold never reads.
  zone text not null,
  shown_at bigint not null,
  seed text not null,
  algorithm text not null,
  recall double precision,
  stability_before double precision,
  difficulty_before double precision,
  stability_after double precision,
  difficulty_after double precision,
  due_before bigint,
  due_after bigint,
  rest bigint check (rest between 0 and 20),
  primary key (learner, id)
);
create index review_by_question on review (learner, question, answered_at, id);
create index review_by_time on review (learner, answered_at, id);
create index review_missed on review (learner, day, question, edition) where correct = 0;
create index review_sure_wrong on review (learner, day, question, edition) where correct = 0 and certainty = 'sure';

create table amendment (
  learner text not null references learner (id) on delete cascade,
  review text not null,
  kind text not null check (kind in ('undo', 'easy')),
  amended_at bigint not null,
  primary key (learner, review, kind),
  foreign key (learner, review) references review (learner, id) on update cascade on delete cascade
);

create table report (
  learner text not null references learner (id) on delete cascade,
  review text not null,
  message text not null,
  reported_at bigint not null,
  primary key (learner, review),
  foreign key (learner, review) references review (learner, id) on update cascade on delete cascade
);
create index report_newest on report (reported_at, review);

create table card (
  learner text not null references learner (id) on delete cascade,
  concept text not null,
  revision bigint not null,
  stability double precision,
  difficulty double precision,
  day bigint,
  answered_at bigint,
  due_day bigint,
  -- Set while the card waits for its relearning step.
  ready_at bigint,
  answers bigint not null,
  lapses bigint not null,
  asleep bigint not null check (asleep in (0, 1)),
  -- Its place among the cards due on the same day.
  place bigint not null,
  returns bigint not null default 0,
  primary key (learner, concept)
);
create index card_concept on card (concept);
create index card_queue on card (learner, asleep, ready_at, due_day, place);

create table tally (
  learner text not null references learner (id) on delete cascade,
  day bigint not null,
  domain text not null,
  kind text not null,
  certainty text not null,
  answers bigint not null,
  correct bigint not null,
  first bigint not null,
  took_ms bigint not null,
  primary key (learner, day, domain, kind, certainty)
);

create table mistake (
  learner text not null references learner (id) on delete cascade,
  question text not null,
  edition bigint not null,
  response text not null,
  times bigint not null,
  primary key (learner, question, edition, response)
);
create index mistake_most on mistake (learner, times);

create table set_aside (
  learner text not null references learner (id) on delete cascade,
  question text not null,
  set_aside_at bigint not null,
  primary key (learner, question)
);

create table flag (
  learner text not null references learner (id) on delete cascade,
  question text not null,
  flagged_at bigint not null,
  primary key (learner, question)
);
create index flag_by_time on flag (learner, flagged_at);

create table fitting (
  learner text not null references learner (id) on delete cascade,
  fitted_at bigint not null,
  answers bigint not null,
  outcome text not null check (outcome in ('too few', 'kept', 'adopted', 'standard', 'taken back')),
  weights text not null,
  -- The log loss on the newest fifth of the answers: by the standard weights, and by weights made without that fifth.
  loss_standard double precision,
  loss_own double precision,
  primary key (learner, fitted_at)
);

create table belief (
  learner text primary key references learner (id) on delete cascade,
  sums text not null
);

create table day_order (
  learner text primary key references learner (id) on delete cascade,
  revision bigint not null,
  day bigint not null,
  bank text not null,
  body text not null
);

create table ahead (
  learner text primary key references learner (id) on delete cascade,
  rests_on text not null,
  body text not null,
  made_at bigint not null
);

create table exam_day (
  learner text primary key references learner (id) on delete cascade,
  day bigint not null,
  settings text not null default '{}'
);

create table agreement (
  learner text primary key references learner (id) on delete cascade,
  agreed_at bigint not null
);

create table prediction (
  learner text not null references learner (id) on delete cascade,
  -- The sitting that tests it, or the day of practice on which it was made.
  id text not null,
  kind text not null check (kind in ('mock', 'exam')),
  made_at bigint not null,
  -- The learner day of the exam that tests it.
  day bigint not null,
  blueprint text not null,
  score double precision not null,
  low double precision not null,
  high double precision not null,
  paper_low double precision not null,
  paper_high double precision not null,
  pass double precision not null,
  -- The share that passes.
  pass_mark double precision not null,
  -- The share expected on the very paper, some of whose questions may have been seen; null for the double precision exam.
  paper double precision,
  primary key (learner, id)
);
create index prediction_newest on prediction (learner, kind, made_at);

create table outcome (
  learner text not null references learner (id) on delete cascade,
  id text not null,
  day bigint not null,
  taken bigint not null check (taken in (0, 1)),
  passed bigint check (passed in (0, 1)),
  score bigint,
  told_at bigint not null,
  primary key (learner, id)
);
create index outcome_learner on outcome (learner, told_at);

create table sitting (
  learner text not null references learner (id) on delete cascade,
  id text not null,
  blueprint text not null,
  terms text not null,
  seed text not null,
  started_at bigint not null,
  -- The share of the blueprint's time in per cent; null, like the deadline, when untimed.
  time_percent bigint,
  deadline bigint,
  -- Rises with every move, so that each is decided on what the one before has left.
  revision bigint not null,
  moved_at bigint not null,
  -- The question at which to go on.
  current_number bigint not null,
  settled_at bigint,
  ending text check (ending in ('submitted', 'time up')),
  primary key (learner, id)
);
create index sitting_list on sitting (learner, started_at, id);
create unique index sitting_open on sitting (learner) where settled_at is null;
create index sitting_overdue on sitting (deadline) where settled_at is null;
create index sitting_unclicked on sitting (started_at) where revision = 0 or (revision = 1 and ending = 'time up');

create table paper (
  learner text not null references learner (id) on delete cascade,
  sitting text not null,
  number bigint not null,
  question text not null,
  hash text not null references question_text (hash),
  edition bigint not null,
  domain text not null,
  scored bigint not null check (scored in (0, 1)),
  -- Whether the learner had seen it before this paper.
  seen bigint not null check (seen in (0, 1)),
  response text not null default '[]',
  -- The first response with as many options as were asked for.
  first_response text,
  -- The moment and the learner day of the last change.
  answered_at bigint,
  day bigint,
  flagged bigint not null default 0 check (flagged in (0, 1)),
  struck text not null default '[]',
  took_ms bigint not null default 0,
  -- The edition it was last marked under, and whether it was right; null if it does not count any more.
  marked_edition bigint,
  correct bigint check (correct in (0, 1)),
  in_grace bigint not null default 0 check (in_grace in (0, 1)),
  late_response text,
  late_at bigint,
  rest bigint,
  rest_of bigint,
  primary key (learner, sitting, number),
  foreign key (learner, sitting) references sitting (learner, id) on update cascade on delete cascade
);
create index paper_marked on paper (question, marked_edition);
create index paper_seen on paper (learner, question);

create table move (
  learner text not null references learner (id) on delete cascade,
  sitting text not null,
  revision bigint not null,
  number bigint not null,
  kind text not null check (kind in ('choose', 'flag', 'unflag', 'strike', 'restore')),
  value text not null,
  moved_at bigint not null,
  primary key (learner, sitting, revision, kind),
  foreign key (learner, sitting) references sitting (learner, id) on update cascade on delete cascade
);

create table result (
  learner text not null references learner (id) on delete cascade,
  sitting text not null,
  number bigint not null,
  marked_at bigint not null,
  correct bigint not null,
  scored bigint not null,
  passed bigint not null check (passed in (0, 1)),
  -- The numbers of the questions that were marked again; none the first time.
  revised text not null,
  primary key (learner, sitting, number),
  foreign key (learner, sitting) references sitting (learner, id) on update cascade on delete cascade
);

create table response_count (
  question text not null,
  edition bigint not null,
  source text not null check (source in ('practice', 'exam')),
  response text not null,
  -- What their givers got right of the rest; both 0 where that is not known.
  rest bigint not null,
  rest_of bigint not null,
  answers bigint not null,
  -- How many of them were said to be a guess.
  guesses bigint not null,
  -- The natural logarithms of their milliseconds, from one second to three minutes, added up in thousandths.
  took_log bigint not null,
  primary key (question, edition, source, response, rest, rest_of)
);

create table question_analysis (
  question text primary key,
  hash text not null,
  -- What an author should look at: a JSON list.
  flags text not null,
  -- How hard the question is, in logits, and the standard error; null where too few have answered.
  difficulty double precision,
  error double precision
);
create index question_flagged on question_analysis (question) where flags <> '[]';

create table analysis_due (
  question text primary key,
  changes bigint not null
);

-- Only the deletion of a learner, by cascade, may remove entries; only their owner may change (merged learners). The
-- message is the argument of the trigger.
create function refuse() returns trigger language plpgsql as $$ begin
  raise exception using message = tg_argv[0], errcode = 'integrity_constraint_violation';
end $$;
create function refuse_while_learner_is_here() returns trigger language plpgsql as $$ begin
  if exists (select 1 from learner where learner.id = old.learner) then
    raise exception using message = tg_argv[0], errcode = 'integrity_constraint_violation';
  end if;
  return old;
end $$;
-- What belongs to a learner goes with the learner, and a sitting without a click goes with what it holds.
create function refuse_while_sitting_is_here() returns trigger language plpgsql as $$ begin
  if exists (select 1 from learner where learner.id = old.learner)
    and exists (select 1 from sitting where sitting.learner = old.learner and sitting.id = old.sitting) then
    raise exception using message = tg_argv[0], errcode = 'integrity_constraint_violation';
  end if;
  return old;
end $$;

create trigger review_is_written_once before update of
  id, question, hash, edition, kind, answered_at, day, response, correct, certainty, rating, domain, first, took_ms,
  zone, shown_at, seed, algorithm, recall, stability_before, difficulty_before, stability_after, difficulty_after,
  due_before, due_after, rest
  on review for each row execute function refuse('a review is written once');
create trigger review_is_kept before delete on review
  for each row execute function refuse_while_learner_is_here('a review is kept');
-- A new owner of a review comes to what was said of it by cascade, which sets the review as well, to what it is.
create trigger amendment_is_written_once before update on amendment for each row
  when ((new.review, new.kind, new.amended_at) <> (old.review, old.kind, old.amended_at))
  execute function refuse('an amendment is written once');
create trigger amendment_is_kept before delete on amendment
  for each row execute function refuse_while_learner_is_here('an amendment is kept');
create trigger move_is_written_once before update on move for each row
  when ((new.sitting, new.revision, new.number, new.kind, new.value, new.moved_at)
    <> (old.sitting, old.revision, old.number, old.kind, old.value, old.moved_at))
  execute function refuse('a move is written once');
create trigger move_is_kept before delete on move
  for each row execute function refuse_while_sitting_is_here('a move is kept');
create trigger result_is_written_once before update on result for each row
  when ((new.sitting, new.number, new.marked_at, new.correct, new.scored, new.passed, new.revised)
    <> (old.sitting, old.number, old.marked_at, old.correct, old.scored, old.passed, old.revised))
  execute function refuse('a result is written once');
create trigger result_is_kept before delete on result
  for each row execute function refuse_while_sitting_is_here('a result is kept');
create trigger prediction_is_written_once before update of
  id, kind, made_at, day, blueprint, score, low, high, paper_low, paper_high, pass, pass_mark, paper
  on prediction for each row execute function refuse('a prediction is written once');
create trigger prediction_is_kept before delete on prediction
  for each row execute function refuse_while_learner_is_here('a prediction is kept');

-- SQLite cannot empty a table without deleting its rows.
create trigger reviews_are_kept before truncate on review execute function refuse('a review is kept');
create trigger amendments_are_kept before truncate on amendment execute function refuse('an amendment is kept');
create trigger moves_are_kept before truncate on move execute function refuse('a move is kept');
create trigger results_are_kept before truncate on result execute function refuse('a result is kept');
create trigger predictions_are_kept before truncate on prediction execute function refuse('a prediction is kept');

-- How many of the other scored questions of a marked paper were right, and how many there are; null where the question
-- does not count.
create function state_rest_of_paper() returns trigger language plpgsql as $$ begin
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
  return null;
end $$;
create trigger rest_of_paper after insert on result for each row execute function state_rest_of_paper();

-- Adds answers to the counts of their response, or takes them away.
create function count_response(
  question text, edition bigint, source text, response text, rest bigint, rest_of bigint, answers bigint, guesses bigint,
  took_ms bigint
) returns void language sql as $$
  insert into response_count values (
    $1, $2, $3, $4, $5, $6, $7, $8,
    $7 * cast(round(1000 * ln(cast(least(180000, greatest(1000, $9)) as double precision))) as bigint))
  on conflict (question, edition, source, response, rest, rest_of) do update set
    answers = response_count.answers + excluded.answers, guesses = response_count.guesses + excluded.guesses,
    took_log = response_count.took_log + excluded.took_log;
$$;
create function count_first_answer(given review, answers bigint) returns void language sql as $$
  select count_response(given.question, given.edition, 'practice', given.response, coalesce(given.rest, 0),
    case when given.rest is null then 0 else 20 end, answers, case when given.certainty = 'guess' then answers else 0 end,
    given.took_ms);
$$;
create function count_exam_answer(given paper, answers bigint) returns void language sql as $$
  select count_response(given.question, given.edition, 'exam', given.response, given.rest, given.rest_of, answers, 0,
    given.took_ms);
$$;

create function count_new_first_answer() returns trigger language plpgsql as $$ begin
  perform count_first_answer(new, 1);
  return null;
end $$;
create function uncount_amended_first_answer() returns trigger language plpgsql as $$ begin
  perform count_first_answer(review, -1) from review
    where learner = new.learner and id = new.review and kind = 'practice' and first = 1;
  return null;
end $$;
create function count_amended_first_answer() returns trigger language plpgsql as $$ begin
  perform count_first_answer(review, 1) from review
    where learner = old.learner and id = old.review and kind = 'practice' and first = 1;
  return null;
end $$;
create function uncount_first_answer() returns trigger language plpgsql as $$ begin
  if not exists (
    select 1 from amendment
    where amendment.learner = old.learner and amendment.review = old.id and amendment.kind = 'undo') then
    perform count_first_answer(old, -1);
  end if;
  return old;
end $$;
create trigger first_answer_counted after insert on review for each row when (new.kind = 'practice' and new.first = 1)
  execute function count_new_first_answer();
create trigger first_answer_taken_back after insert on amendment for each row when (new.kind = 'undo')
  execute function uncount_amended_first_answer();
-- A learner goes with amendments and reviews in any order: an answer whose amendment goes first counts until it goes too.
create trigger first_answer_counts_again after delete on amendment for each row when (old.kind = 'undo')
  execute function count_amended_first_answer();
create trigger first_answer_gone before delete on review for each row when (old.kind = 'practice' and old.first = 1)
  execute function uncount_first_answer();

create function count_new_exam_answer() returns trigger language plpgsql as $$ begin
  perform count_exam_answer(new, 1);
  return null;
end $$;
create function uncount_exam_answer() returns trigger language plpgsql as $$ begin
  perform count_exam_answer(old, -1);
  return old;
end $$;
create trigger exam_answer_come after insert on paper for each row when (new.rest is not null)
  execute function count_new_exam_answer();
create trigger exam_answer_counted after update on paper for each row when (new.rest is not null)
  execute function count_new_exam_answer();
create trigger exam_answer_counted_before after update on paper for each row when (old.rest is not null)
  execute function uncount_exam_answer();
create trigger exam_answer_gone before delete on paper for each row when (old.rest is not null)
  execute function uncount_exam_answer();

create function note_changed_counts() returns trigger language plpgsql as $$ begin
  insert into analysis_due values (new.question, 1)
    on conflict (question) do update set changes = analysis_due.changes + 1;
  if new.answers = 0 then
    delete from response_count
    where question = new.question and edition = new.edition and source = new.source and response = new.response
      and rest = new.rest and rest_of = new.rest_of and answers = 0;
  end if;
  return null;
end $$;
create trigger responses_begun after insert on response_count for each row execute function note_changed_counts();
create trigger responses_changed after update on response_count for each row execute function note_changed_counts();
