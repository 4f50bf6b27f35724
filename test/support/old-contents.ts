/** The numbers from 1 to 60, to multiply rows by. */
const numbers = `
  create temp table number as
    with recursive number (n) as (select 1 union all select n + 1 from number where n < 60) select n from number;`;

/** Something in every table, as the Etude of version 1 wrote it; later versions have it by their migrations. */
const practice = `
${numbers}
  insert into learner (id, created_at, zone, day_start, new_per_day, retention, folded_retention, last_day, last_answered_at)
    values ('ada', 1, 'UTC', 4, 10, 0.9, 0.9, 20000, 9), ('bob', 1, 'Europe/Berlin', 5, 7, 0.85, 0.85, 20000, 9);
  insert into session values ('of ada', 'ada', 1, 9), ('of bob', 'bob', 1, 9);
  insert into question_text values ('hash', 'red.one-001', 1, '{}', 1);
  insert into bank_question values ('red.one-001', 'red.one-001', 'hash', 1, 1);
  insert into review
    select learner.id || n, learner.id, 'red.one-001', 'hash', 1, 'practice', n, 20000, '["a"]', 1, 'sure', 3,
      'red', n = 1, 5000, 'UTC', n, 'seed', 'fsrs', null, null, null, 2.5, 5.5, null, 20003
    from learner, number where n <= 9;
  insert into amendment values ('ada9', 'undo', 'ada', 10), ('bob8', 'easy', 'bob', 10);
  insert into card
    select learner.id, 'concept ' || n, 1, 2.5, 5.5, 20000, 9, 20000 + n, iif(n % 5 = 0, 10, null), 9, 0,
      n % 7 = 0, n * 1000
    from learner, number;
  insert into tally select id, 20000, 'red', 'practice', 'sure', 9, 9, 1, 45000 from learner;
  insert into set_aside values ('ada', 'red.one-002', 5);
  insert into report values ('ada1', 'ada', 'Odd.', 6);`;

/** The same for the tables of version 5: two sittings of each learner, one ended and one open, and real exams. */
const exams = `
${numbers}
  insert into sitting
    select learner.id || ' ended', learner.id, 'devops', '{}', 'seed', 1, 100, 90, 4, 60, 2, 80, 'submitted' from learner;
  insert into sitting
    select learner.id || ' open', learner.id, 'devops', '{}', 'seed', 100, null, null, 1, 110, 1, null, null from learner;
  insert into paper
    select sitting.id, number.n, sitting.learner, 'red.one-001', 'hash', 1, 'red', 1, 0, '["a"]', '["b"]', 50, 20000,
      number.n % 2, '["c"]', 900, iif(settled_at is null, null, 1), iif(settled_at is null, null, number.n % 2)
    from sitting, number where number.n <= 20;
  insert into move
    select sitting.id, number.n, number.n, kind.kind, 'a', 40 + number.n
    from sitting, number, (select 'choose' as kind union select 'flag') as kind where number.n <= sitting.revision;
  insert into result
    select sitting.id, number.n, 80 + number.n, 10, 20, number.n - 1, iif(number.n = 1, '[]', '[3]')
    from sitting, number where sitting.settled_at is not null and number.n <= 2;
  insert into exam_day select id, 20100 from learner;
  insert into outcome select learner.id || number.n, learner.id, 19000 + number.n, 1, number.n % 2, 70, number.n
    from learner, number where number.n <= 3;`;

/** What a database that has been used since version 1 holds, each part with the version that wrote it. */
export const contents: readonly (readonly [version: number, sql: string])[] = [
  [1, practice],
  [5, exams],
];
