/** The columns of the counts, in their order. */
export const countColumns = 'question, edition, source, response, rest, rest_of, answers, guesses, took_log';

/** The milliseconds of an answer as they are counted. */
const tookLog = `cast(round(1000 * ln(case when took_ms < 1000 then 1000 when took_ms > 180000 then 180000
  else took_ms end)) as bigint)`;

/** What the log and the marked papers come to, read by themselves and not by what the triggers have kept. */
export const countedResponses = `
  select given.question, given.edition, given.source, given.response, given.rest, given.rest_of, count(*) as answers,
    sum(given.guess) as guesses, sum(given.took_log) as took_log
  from (
    select question, edition, 'practice' as source, response, coalesce(rest, 0) as rest,
      case when rest is null then 0 else 20 end as rest_of, case when certainty = 'guess' then 1 else 0 end as guess,
      ${tookLog} as took_log
    from review where kind = 'practice' and first = 1 and not exists (
      select 1 from amendment
      where amendment.learner = review.learner and amendment.review = review.id and amendment.kind = 'undo')
    union all
    select question, edition, 'exam' as source, response, rest, rest_of, 0 as guess, ${tookLog} as took_log
    from paper where rest is not null) as given
  group by given.question, given.edition, given.source, given.response, given.rest, given.rest_of`;
