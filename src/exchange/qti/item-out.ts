import { kindOf } from '../../bank/kinds/kinds.ts';
import type { Question } from '../../bank/model.ts';
import type { Xml } from '../xml/parse.ts';
import { el, lines } from '../xml/write.ts';
import type { Shower } from './markup.ts';
import { type Going, identifiersOf, numbered } from './outgoing.ts';

/** What the type of a question makes of it: its declaration, what is shown, and the identifiers that feedback goes by. */
type Asking = {
  cardinality: 'single' | 'multiple' | 'ordered';
  baseType: 'identifier' | 'directedPair' | 'float';
  values: string[];
  interaction: Xml;
  names: ReadonlyMap<string, string>;
  tolerance?: number;
};

type Ask = (question: Question, show: Shower) => Asking;

const response = { responseIdentifier: 'RESPONSE' };

/** An item in the names of QTI 2, whose elements stand in the order of its schema. */
export function itemOf(going: Going): Xml {
  const { question, identifier, title, language, onWrong, show } = going;
  const asking = asks[kindOf(question).name]!(question, show);
  const feedback = feedbackOf(going, asking.names);
  return lines(
    'assessmentItem',
    { identifier, title, adaptive: 'false', timeDependent: 'false', 'xml:lang': language },
    lines(
      'responseDeclaration',
      { identifier: 'RESPONSE', cardinality: asking.cardinality, baseType: asking.baseType },
      lines('correctResponse', {}, ...asking.values.map((value) => el('value', {}, value))),
    ),
    outcome('SCORE', 'single', 'float'),
    outcome('FEEDBACK', 'multiple', 'identifier'),
    ...(onWrong ? [outcome('VERDICT', 'single', 'identifier')] : []),
    lines('itemBody', {}, ...show(question.stem), asking.interaction),
    processing(
      asking,
      feedback.map(({ attributes }) => attributes.identifier!),
      onWrong !== '',
    ),
    ...feedback,
    ...(onWrong ? [modal('VERDICT', 'INCORRECT', onWrong, show)] : []),
  );
}

function outcome(identifier: string, cardinality: string, baseType: string): Xml {
  return el('outcomeDeclaration', { identifier, cardinality, baseType });
}

const asks: Record<string, Ask> = {
  single: choice('single'),
  multiple: choice('multiple'),
  'true-false': choice('single'),
  ordering: (question, show) => {
    const names = identifiersOf(question.options);
    return {
      cardinality: 'ordered',
      baseType: 'identifier',
      values: question.key.map((id) => names.get(id)!),
      interaction: lines(
        'orderInteraction',
        { ...response, shuffle: 'true' },
        ...choices(question, names, show),
      ),
      names,
    };
  },
  matching: (question, show) => {
    const { prompts = [], options, key } = question;
    const [asked, offered] = [numbered('P', prompts), numbered('O', options)];
    const most = kindOf(question).isDistinct ? 1 : prompts.length;
    const set = (list: typeof prompts, names: ReadonlyMap<string, string>, matchMax: number) =>
      lines(
        'simpleMatchSet',
        {},
        ...list.map(({ id, text }) =>
          el(
            'simpleAssociableChoice',
            { identifier: names.get(id)!, matchMax: String(matchMax) },
            ...show(text, true),
          ),
        ),
      );
    return {
      cardinality: 'multiple',
      baseType: 'directedPair',
      values: key.map((pair) => {
        const [prompt, option] = pair.split('=');
        return `${asked.get(prompt!)} ${offered.get(option!)}`;
      }),
      interaction: lines(
        'matchInteraction',
        { ...response, shuffle: 'true', maxAssociations: String(prompts.length) },
        set(prompts, asked, 1),
        set(options, offered, most),
      ),
      names: new Map([
        ...offered,
        ...[...asked].map(([id, name]): [string, string] => [`prompt ${id}`, name]),
      ]),
    };
  },
  numeric: ({ key, unit, tolerance = 0 }) => ({
    cardinality: 'single',
    baseType: 'float',
    values: [...key],
    interaction: el(
      'p',
      {},
      el('textEntryInteraction', { ...response, expectedLength: '12' }),
      ...(unit ? [` ${unit}`] : []),
    ),
    names: new Map(),
    tolerance,
  }),
};

function choice(cardinality: 'single' | 'multiple'): Ask {
  return (question, show) => {
    const names = identifiersOf(question.options);
    return {
      cardinality,
      baseType: 'identifier',
      values: question.key.map((id) => names.get(id)!),
      interaction: lines(
        'choiceInteraction',
        { ...response, shuffle: String(question.shuffle), maxChoices: String(kindOf(question).wanted) },
        ...choices(question, names, show),
      ),
      names,
    };
  };
}

function choices({ options }: Question, names: ReadonlyMap<string, string>, show: Shower): Xml[] {
  return options.map(({ id, text, anchor }) =>
    el(
      'simpleChoice',
      { identifier: names.get(id)!, fixed: anchor ? 'true' : undefined },
      ...show(text, true),
    ),
  );
}

/** The rationales as feedback: those of options go by the options’ identifiers. */
function feedbackOf({ question, show }: Going, names: ReadonlyMap<string, string>): Xml[] {
  const ofChoices = [
    ...question.options.map(({ id, rationale }) => ({ name: names.get(id), rationale })),
    ...(question.prompts ?? []).map(({ id, rationale = '' }) => ({
      name: names.get(`prompt ${id}`),
      rationale,
    })),
  ];
  return [...ofChoices, { name: 'RATIONALE', rationale: question.rationale }]
    .filter(({ name, rationale }) => name !== undefined && rationale.trim() !== '')
    .map(({ name, rationale }) => modal('FEEDBACK', name!, rationale, show));
}

function modal(outcomeIdentifier: string, identifier: string, text: string, show: Shower): Xml {
  return el('modalFeedback', { outcomeIdentifier, showHide: 'show', identifier }, ...show(text));
}

/** One point for a right response, and the feedback that belongs to it. */
function processing(
  { cardinality, baseType, tolerance = 0 }: Asking,
  feedback: readonly string[],
  hasVerdict: boolean,
): Xml {
  const given = el('variable', { identifier: 'RESPONSE' });
  const right = el('correct', { identifier: 'RESPONSE' });
  const within = { toleranceMode: 'absolute', tolerance: `${tolerance} ${tolerance}` };
  const test =
    baseType === 'float'
      ? el('equal', tolerance > 0 ? within : { toleranceMode: 'exact' }, given, right)
      : el('match', {}, given, right);
  const verdict = (word: string) => (hasVerdict ? [set('VERDICT', value('identifier', word))] : []);
  const shown = feedback.map((name) => value('identifier', name));
  const isChosen = baseType === 'identifier' && cardinality !== 'ordered';
  const own = isChosen
    ? [given, ...(feedback.includes('RATIONALE') ? [value('identifier', 'RATIONALE')] : [])]
    : shown;
  return lines(
    'responseProcessing',
    {},
    lines(
      'responseCondition',
      {},
      lines('responseIf', {}, test, set('SCORE', value('float', '1')), ...verdict('CORRECT')),
      lines('responseElse', {}, set('SCORE', value('float', '0')), ...verdict('INCORRECT')),
    ),
    ...(feedback.length > 0 ? [set('FEEDBACK', el('multiple', {}, ...own))] : []),
  );
}

function set(identifier: string, to: Xml): Xml {
  return el('setOutcomeValue', { identifier }, to);
}

function value(baseType: string, text: string): Xml {
  return el('baseValue', { baseType }, text);
}
