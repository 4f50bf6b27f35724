import { kindOf } from '../../bank/kinds/kinds.ts';
import type { Question } from '../../bank/model.ts';
import type { Outgoing, TextWriter } from '../item/format.ts';
import { restOf } from '../item/rest.ts';

/** Moodle’s GIFT, its texts marked as Markdown. */
export const giftWriter: TextWriter = {
  name: 'gift',
  title: 'GIFT',
  ending: 'gift',
  unfit: (question) => {
    if (!Object.hasOwn(blocks, kindOf(question).name)) return 'GIFT does not support this type of question.';
    return question.prompts?.some(({ text }) => text.includes('->'))
      ? 'In GIFT “->” joins a prompt to its option: write the prompt without it.'
      : undefined;
  },
  lost: (question) => [
    ...(question.pictures ? ['Its pictures are left out: GIFT cannot hold them.'] : []),
    ...(!showsRationales(question) && explainsParts(question)
      ? ['The rationales of its options are left out.']
      : []),
  ],
  *write({ taxonomy, questions }: Outgoing) {
    let objective = '';
    for (const question of questions) {
      if (question.objective !== objective) yield `$CATEGORY: ${categoryOf(taxonomy, question)}\n\n`;
      objective = question.objective;
      yield blockOf(question);
    }
  },
};

/** A question: what GIFT keeps in comments, its name, its text, and its answers in braces. */
function blockOf(question: Question): string {
  const { id, tags = [], stem, rationale } = question;
  const kept = (question.extensions as Kept | undefined)?.gift ?? {};
  const marks = [
    ...(kept.id ? [`[id:${marked(kept.id)}]`] : []),
    ...tags.map((tag) => `[tag:${marked(tag)}]`),
  ];
  const comment = marks.length > 0 ? `// ${marks.join(' ')}\n` : '';
  const rest = restOf(question, {
    lacksRationales: !showsRationales(question),
    lacksTexts: kindOf(question).name === 'true-false',
  });
  const general = rationale ? `####${escaped(rationale)}` : '';
  const answers = blocks[kindOf(question).name]!(question);
  const name = String(kept.name ?? id).replace(/\s+/g, ' ');
  return `${comment}// etude: ${rest}\n::${escaped(name)}::[markdown]${escaped(stem)} {${answers}${general}}\n\n`;
}

type Kept = { gift?: { id?: unknown; name?: unknown } };

const marked = (text: unknown) => String(text).replaceAll('\n', ' ').replaceAll(']', '\\]');

/** The path of a question’s category: its domain and objective. */
export function categoryOf({ domains }: Outgoing['taxonomy'], { objective }: Question): string {
  const domain = domains.find(({ id }) => objective.startsWith(`${id}.`))!;
  const { title } = domain.objectives.find(({ id }) => id === objective)!;
  return ['$course$', 'top', domain.title, title].map((each) => each.replaceAll('/', '//')).join('/');
}

const showsRationales = (question: Question) => !['numeric', 'matching'].includes(kindOf(question).name);

/** Whether an author says something of single options or prompts. */
export function explainsParts({ options, prompts = [] }: Question): boolean {
  return [...options, ...prompts].some(({ rationale }) => rationale);
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
  matching: ({ prompts = [], options, key }) => {
    const textOf = (name: string) => options.find(({ id }) => id === name)!.text;
    const pairs = prompts.map(({ id, text }) => [
      text,
      textOf(key.find((pair) => pair.startsWith(`${id}=`))!.slice(id.length + 1)),
    ]);
    // An option that nothing belongs to is an answer without a question.
    const spare = options
      .filter(({ id }) => !key.some((pair) => pair.endsWith(`=${id}`)))
      .map(({ text }) => ['', text]);
    return [...pairs, ...spare]
      .map(([prompt, option]) => `\n  =${escaped(prompt!)} -> ${escaped(option!)}`)
      .join('')
      .concat('\n');
  },
};
