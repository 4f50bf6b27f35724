import { kindOf } from '../../bank/kinds/kinds.ts';
import type { Question } from '../../bank/model.ts';
import type { Outgoing, Writer } from '../item/format.ts';
import { restOf } from '../item/rest.ts';

/** Moodle’s GIFT, its texts marked as Markdown. */
export const giftWriter: Writer = {
  name: 'gift',
  unfit: (question) =>
    Object.hasOwn(blocks, kindOf(question).name) ? undefined : 'GIFT does not support this type of question.',
  lost: (question) => [
    ...(question.pictures ? ['Its pictures are left out: GIFT cannot hold them.'] : []),
    ...(['numeric', 'matching'].includes(kindOf(question).name) &&
    question.options.some(({ rationale }) => rationale)
      ? ['The rationales of its options are left out.']
      : []),
  ],
  *write({ taxonomy, questions }: Outgoing) {
    let objective = '';
    for (const question of questions) {
      if (question.objective !== objective) yield `$CATEGORY: ${categoryOf(taxonomy, question)}\n\n`;
      objective = question.objective;
      const { name } = kindOf(question);
      const general = question.rationale ? `####${escaped(question.rationale)}` : '';
      yield `// etude: ${restOf(question)}\n::${escaped(question.id)}::[markdown]${escaped(question.stem)} {${blocks[name]!(question)}${general}}\n\n`;
    }
  },
};

/** The path of a question’s category: its domain and objective. */
export function categoryOf({ domains }: Outgoing['taxonomy'], { objective }: Question): string {
  const domain = domains.find(({ id }) => objective.startsWith(`${id}.`))!;
  const { title } = domain.objectives.find(({ id }) => id === objective)!;
  return ['$course$', 'top', domain.title, title].map((each) => each.replaceAll('/', '//')).join('/');
}

const escaped = (text: string) => text.replace(/[\\:#={}~]/g, '\\$&').replaceAll('\n', '\\n');

const feedback = (text: string | undefined) => (text ? `#${escaped(text)}` : '');

function choices({ options, key }: Question, sign: (isKey: boolean) => string): string {
  return options
    .map(({ id, text, rationale }) => `\n  ${sign(key.includes(id))}${escaped(text)}${feedback(rationale)}`)
    .join('')
    .concat('\n');
}

const blocks: Record<string, (question: Question) => string> = {
  single: (question) => choices(question, (isKey) => (isKey ? '=' : '~')),
  multiple: (question) =>
    choices(question, (isKey) => (isKey ? `~%${+(100 / kindOf(question).wanted).toFixed(5)}%` : '~%-100%')),
  'true-false': ({ options, key }) => {
    const [right, wrong] = [key[0]!, key[0] === 'true' ? 'false' : 'true'].map(
      (truth) => options.find(({ id }) => id === truth)?.rationale ?? '',
    );
    const said = wrong || right ? `#${escaped(wrong!)}#${escaped(right!)}` : '';
    return `${key[0] === 'true' ? 'TRUE' : 'FALSE'}${said}`;
  },
  numeric: ({ key, tolerance = 0 }) => `#${key[0]}:${tolerance}`,
  matching: ({ prompts = [], options, key }) =>
    prompts
      .map(
        ({ id, text }) =>
          `\n  =${escaped(text)} -> ${escaped(options.find((option) => key.includes(`${id}=${option.id}`))!.text)}`,
      )
      .join('')
      .concat('\n'),
};
