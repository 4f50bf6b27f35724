import { kindOf } from '../bank/kinds/kinds.ts';
import type { Question } from '../bank/model.ts';
import { isoMoment } from '../base/time.ts';
import { csvOf } from './csv.ts';
import type { Everything } from './tables.ts';

const answerNames = [
  ...['answered at (UTC)', 'kind', 'domain', 'question', 'text', 'your answer', 'right answer', 'right'],
  ...['certainty', 'seconds', 'undone'],
];

/** Every answer in the order given, with the question in words. */
export function answersCsv({ tables }: Everything, texts: ReadonlyMap<string, Question>): string {
  const undone = new Set(tables.amendment!.filter(({ kind }) => kind === 'undo').map(({ review }) => review));
  const rows = tables.review!.map((review) => {
    const text = texts.get(String(review.hash));
    return [
      isoMoment(Number(review.answered_at)),
      review.kind,
      review.domain,
      review.question,
      text?.stem ?? '',
      optionsOf(text, review.response as string[]),
      optionsOf(text, text?.key ?? []),
      yes(review.correct),
      review.certainty,
      Math.round(Number(review.took_ms) / 1000),
      yes(undone.has(review.id)),
    ];
  });
  return csvOf(answerNames, rows);
}

const examNames = ['started at (UTC)', 'ended at (UTC)', 'exam', 'ending', 'right', 'of', 'passed'];

/** Every exam with its last result. */
export function examsCsv({ tables }: Everything): string {
  const results = new Map(tables.result!.map((result) => [result.sitting, result]));
  const rows = tables.sitting!.map((sitting) => {
    const result = results.get(sitting.id);
    const [begun, ended] = [sitting.started_at, sitting.settled_at].map((at) => isoMoment(Number(at)));
    const { title } = sitting.terms as { title: string };
    return [begun, ended, title, sitting.ending, result?.correct, result?.scored, yes(result?.passed)];
  });
  return csvOf(examNames, rows);
}

const yes = (value: unknown) => (value === true || value === 1 ? 'yes' : 'no');

function optionsOf(text: Question | undefined, ids: readonly string[]): string {
  if (!text) return '';
  const textOf = (id: string) =>
    [...text.options, ...(text.prompts ?? [])].find((each) => each.id === id)?.text ?? id;
  const picked = text.options.filter(({ id }) => ids.includes(id)).map(({ id }) => id);
  const parts = kindOf(text).comparesOptions ? picked : ids;
  return parts.map((part) => part.split('=').map(textOf).join(' = ')).join(' | ');
}
