import { kindOf } from '../../bank/kinds/kinds.ts';
import type { Question } from '../../bank/model.ts';
import type { Nodes } from '../html/parse.ts';
import type { Xml } from '../xml/parse.ts';
import { el, lines, xmlOf } from '../xml/write.ts';
import type { Shower } from './markup.ts';
import { type Going, identifiersOf, numbered } from './outgoing.ts';

/** What the type of a question makes of it: how it is answered, when that is right, and who feedback is for. */
type Asking = { responses: Xml[]; right: Xml; names: ReadonlyMap<string, string> };

type Ask = (question: Question, show: Shower) => Asking;

/** An item of QTI 1.2, whose elements stand in the order of its schema. */
export function classicItemOf({ question, identifier, title, language, onWrong, show }: Going): Xml {
  const { responses, right, names } = asks[kindOf(question).name]!(question, show);
  const said = question.options
    .map(({ id, rationale }) => ({ name: names.get(id), rationale }))
    .filter(({ name, rationale }) => name !== undefined && rationale.trim() !== '');
  const feedback = [
    ...said.map(({ name, rationale }) => feedbackOf(`${name}_fb`, rationale, show)),
    ...(question.rationale ? [feedbackOf('general_fb', question.rationale, show)] : []),
    ...(onWrong ? [feedbackOf('incorrect_fb', onWrong, show)] : []),
  ];
  const wrong = onWrong ? [rule(el('other', {}), undefined, 'incorrect_fb')] : [];
  return lines(
    'item',
    { ident: identifier, title, 'xml:lang': language },
    lines('presentation', {}, material(show(question.stem)), ...responses),
    lines(
      'resprocessing',
      {},
      el(
        'outcomes',
        {},
        el('decvar', { varname: 'SCORE', vartype: 'Decimal', minvalue: '0', maxvalue: '100' }),
      ),
      ...(question.rationale ? [rule(el('other', {}), undefined, 'general_fb')] : []),
      ...said.map(({ name }) => rule(equal(name!), undefined, `${name}_fb`)),
      rule(right, '100', undefined),
      ...wrong,
    ),
    ...feedback,
  );
}

function rule(test: Xml, points: string | undefined, feedback: string | undefined): Xml {
  return el(
    'respcondition',
    { continue: points === undefined ? 'Yes' : 'No' },
    el('conditionvar', {}, test),
    ...(points === undefined ? [] : [el('setvar', { action: 'Set', varname: 'SCORE' }, points)]),
    ...(feedback === undefined
      ? []
      : [el('displayfeedback', { feedbacktype: 'Response', linkrefid: feedback })]),
  );
}

function equal(value: string, respident = 'RESPONSE', index?: number): Xml {
  return el('varequal', { respident, index: index === undefined ? undefined : String(index) }, value);
}

const asks: Record<string, Ask> = {
  single: choice('Single'),
  multiple: choice('Multiple'),
  'true-false': choice('Single'),
  ordering: (question, show) => {
    const names = identifiersOf(question.options);
    return {
      responses: [list('RESPONSE', 'Ordered', question, names, show)],
      right: el('and', {}, ...question.key.map((id, i) => equal(names.get(id)!, 'RESPONSE', i + 1))),
      names: new Map(),
    };
  },
  matching: (question, show) => {
    const { prompts = [], options, key } = question;
    const [asked, offered] = [numbered('P', prompts), numbered('O', options)];
    const pairs = key.map((pair) => pair.split('=') as [string, string]);
    return {
      responses: prompts.map(({ id, text }) =>
        list(asked.get(id)!, 'Single', question, offered, show, material(show(text, true))),
      ),
      right: el(
        'and',
        {},
        ...pairs.map(([prompt, option]) => equal(offered.get(option)!, asked.get(prompt)!)),
      ),
      names: new Map(),
    };
  },
  numeric: ({ key, tolerance = 0, unit }, show) => {
    const within = el(
      'and',
      {},
      el('vargte', { respident: 'RESPONSE' }, rounded(Number(key[0]) - tolerance)),
      el('varlte', { respident: 'RESPONSE' }, rounded(Number(key[0]) + tolerance)),
    );
    const label = el('response_label', { ident: 'ANSWER' });
    return {
      responses: [
        el(
          'response_num',
          { ident: 'RESPONSE', rcardinality: 'Single', numtype: 'Decimal' },
          el('render_fib', { fibtype: 'Decimal' }, label),
          ...(unit ? [material(show(unit, true))] : []),
        ),
      ],
      right: tolerance === 0 ? equal(key[0]!) : el('or', {}, equal(key[0]!), within),
      names: new Map(),
    };
  },
};

/** Without the last digits, which only the arithmetic of computers makes. */
function rounded(value: number): string {
  return String(Number(value.toPrecision(12)));
}

function choice(cardinality: 'Single' | 'Multiple'): Ask {
  return (question, show) => {
    const names = identifiersOf(question.options);
    const isKey = (id: string) => question.key.includes(id);
    const tests = question.options.map(({ id }) =>
      isKey(id) ? equal(names.get(id)!) : el('not', {}, equal(names.get(id)!)),
    );
    return {
      responses: [list('RESPONSE', cardinality, question, names, show)],
      right: cardinality === 'Single' ? equal(names.get(question.key[0]!)!) : el('and', {}, ...tests),
      names,
    };
  };
}

function list(
  ident: string,
  rcardinality: string,
  { options, shuffle }: Question,
  names: ReadonlyMap<string, string>,
  show: Shower,
  ...before: Xml[]
): Xml {
  const labels = options.map(({ id, text, anchor }) =>
    el(
      'response_label',
      { ident: names.get(id)!, rshuffle: anchor ? 'No' : undefined },
      material(show(text, true)),
    ),
  );
  return lines(
    'response_lid',
    { ident, rcardinality },
    ...before,
    lines('render_choice', { shuffle: shuffle ? 'Yes' : 'No' }, ...labels),
  );
}

function feedbackOf(ident: string, text: string, show: Shower): Xml {
  return el('itemfeedback', { ident }, material(show(text)));
}

/** HTML, which QTI 1.2 holds as a text. */
function material(nodes: Nodes): Xml {
  return el('material', {}, el('mattext', { texttype: 'text/html' }, nodes.map(xmlOf).join('')));
}
