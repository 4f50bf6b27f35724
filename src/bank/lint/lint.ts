import { perObject } from '../../base/lazy.ts';
import type { Work } from '../../base/turns.ts';
import { countingShortages } from '../blueprint/blueprint.ts';
import type { Placed } from '../check/question.ts';
import { byPlace, type Judged, type JudgedFile, type SourceFile } from '../files/check.ts';
import { formatting } from '../files/format.ts';
import { isAskable, type Problem, type Question } from '../model.ts';
import { parseFacts } from '../parse/parse.ts';
import { withMore } from '../parse/slips.ts';
import { type Reading, reader } from '../reading/reading.ts';
import type { Fact } from '../schema/facts.ts';
import { languageOf } from '../schema/taxonomy.ts';
import { judgeCharacters, judgeLesson } from './characters.ts';
import { judgeCues } from './cues.ts';
import { error, type Flaw } from './flaw.ts';
import { judgeNeighbours } from './neighbours.ts';
import { judgeOptions } from './options.ts';
import { type Policy, policyOf, weigh } from './policy.ts';
import { type BankFlaw, judgeQuotas } from './quotas.ts';
import type { Level } from './rules/rule.ts';
import { ruleOf } from './rules/rules.ts';
import { judgeShown, judgeShownLesson } from './shown.ts';
import { type Ground, judgeSources } from './sources.ts';
import { judgeStem } from './stem.ts';
import { applyWaivers, noRule } from './waive.ts';
import { judgeWhy } from './why.ts';

/** What is wrong, by which rule and how much it weighs. What keeps a bank from being served has no rule. */
export type Finding = Problem & { level: Level; rule?: string };

/** A linted bank: everything found, what of it belongs to which question, and what its waivers left out. */
type Linted = { findings: Finding[]; byQuestion: Map<string, readonly Finding[]>; waived: Finding[] };

/** The facts of a bank, and what is wrong with their file. */
export function readFacts(file: { name: string; text: string } | undefined): FactsRead {
  return file ? factsOf(file) : { facts: undefined, problems: [] };
}

type FactsRead = { facts: readonly Fact[] | undefined; problems: Problem[] };

const factsOf = perObject((file: { name: string; text: string }): FactsRead => {
  const parsed = parseFacts(file.name, file.text);
  // Facts that cannot be relied on would only make false findings.
  if (parsed.problems.length > 0)
    return { facts: undefined, problems: withMore(parsed.problems, parsed.more) };
  const seen = new Set<string>();
  const twice = parsed.value.facts.flatMap(({ id }, i) =>
    seen.size === seen.add(id).size
      ? [parsed.problemAt(['facts', i, 'id'], `The fact "${id}" is listed twice: keep one.`)]
      : [],
  );
  return { facts: parsed.value.facts, problems: twice };
});

/**
 * Judges a bank by the rules of item writing, as far as it is sound. What was found in a question alone is kept for as
 * long as the question and the ground stay the same.
 */
export function* linting(judged: Judged, ground: Ground): Work<Linted> {
  const policy = policyOf(judged.taxonomy);
  const readingOf = reader(ground.language);
  const readings = new Map<Reading, Placed>();
  for (const placed of judged.placed) {
    if (placed.question.status !== 'retired') readings.set(readingOf(placed.question), placed);
    yield;
  }
  const ready = [...readings.keys()].filter(({ question }) => question.status === 'ready');
  const neighbours = yield* judgeNeighbours(ready);
  yield;
  const shared = Map.groupBy([...neighbours, ...sleepers(ready)], ({ reading }) => reading);
  yield;
  const alone = aloneOn(ground);
  const byQuestion = new Map<string, readonly Finding[]>();
  const ofQuestions: Finding[] = [];
  const waived: Finding[] = [];
  for (const [reading, placed] of readings) {
    const beside = (shared.get(reading) ?? []).map(({ flaw }) => flaw);
    const found = place(placed, alone(placed.question), beside, policy);
    for (const finding of found.left) ofQuestions.push(finding);
    for (const finding of found.waived) waived.push(finding);
    const { id } = placed.question;
    if (found.left.length > 0) byQuestion.set(id, [...(byQuestion.get(id) ?? []), ...found.left]);
    yield;
  }
  const flaws = [...(yield* judgeQuotas(judged.taxonomy, ready)), ...(yield* judgeBlueprints(judged))];
  const ofBank = flaws.map(({ rule, path, message }) => ({
    ...judged.bankAt(path, message),
    level: 'error' as const,
    rule,
  }));
  const others = [...ofBank, ...missingLessons(judged), ...lessonTexts(judged), ...unknownRules(judged)];
  for (const file of judged.files) others.push(...(yield* judgeLayout(file)));
  yield;
  return { findings: weigh(policy, others).concat(ofQuestions), byQuestion, waived };
}

/** What is wrong with questions by themselves, on a ground: each is judged once. */
const aloneOn = perObject((ground: Ground) =>
  perObject((question: Question) => judgeAlone(reader(ground.language)(question), ground)),
);

function judgeAlone(reading: Reading, ground: Ground): Flaw[] {
  return [
    ...judgeStem(reading),
    ...judgeOptions(reading),
    ...judgeCues(reading),
    ...judgeSources(reading, ground),
    ...judgeWhy(reading),
    ...judgeCharacters(reading),
    ...judgeShown(reading),
  ];
}

type Found = { left: Finding[]; waived: Finding[] };
type Kept = { alone: readonly Flaw[]; beside: string; found: Found };
const kept = new WeakMap<Placed, Kept>();

/** The findings of a question in their places, which are kept as long as nothing about them has changed. */
function place(placed: Placed, alone: readonly Flaw[], beside: readonly Flaw[], policy: Policy): Found {
  const name = JSON.stringify(beside);
  const before = kept.get(placed);
  if (before && before.alone === alone && before.beside === name) return before.found;
  const { left, waived } = applyWaivers(placed.question, [...alone, ...beside], policy);
  const at = ({ rule, level, path, message }: Flaw) => ({ ...placed.problemAt(path, message), level, rule });
  const found = { left: left.map(at).sort(byPlace), waived: waived.map(at) };
  kept.set(placed, { alone, beside: name, found });
  return found;
}

/** Concepts that an exam would ask and practice cannot, reported at their first question. */
function sleepers(readings: readonly Reading[]) {
  return [...Map.groupBy(readings, ({ question }) => question.concept)]
    .filter(([, members]) => !members.some(({ question }) => isAskable(question)))
    .map(([concept, [reading]]) => ({
      reading: reading!,
      flaw: error(
        'concept',
        ['pool'],
        `All questions about the concept "${concept}" are sealed: move one to the study pool.`,
      ),
    }));
}

const layouts = new WeakMap<JudgedFile, Finding[]>();

function* judgeLayout(judged: JudgedFile): Work<Finding[]> {
  const known = layouts.get(judged);
  if (known) return known;
  const formatted = yield* formatting(judged.parsed, judged.file.text);
  const found = layoutFindings(judged.file, formatted);
  layouts.set(judged, found);
  return found;
}

function layoutFindings(file: JudgedFile['file'], formatted: string | undefined): Finding[] {
  if (formatted === undefined || formatted === file.text) return [];
  const [is, wanted] = [file.text.split('\n'), formatted.split('\n')];
  const line = is.findIndex((text, i) => text !== wanted[i]) + 1 || is.length;
  const message = 'From here on the file does not have the usual layout: run `etude fmt`.';
  return [{ file: file.name, line, column: 1, message, level: 'warning', rule: 'format' }];
}

/** Blueprints that the bank cannot fill. */
function* judgeBlueprints({ taxonomy, questions }: Judged): Work<BankFlaw[]> {
  const flaws: BankFlaw[] = [];
  for (const [b, blueprint] of (taxonomy.blueprints ?? []).entries())
    for (const { domain, questions: wanted, has } of yield* countingShortages(blueprint, questions))
      flaws.push({
        rule: 'blueprint',
        path: ['blueprints', b, 'weights', blueprint.weights.findIndex((each) => each.domain === domain)],
        message: `It asks for ${wanted} questions from "${domain}", but only ${has} can be in one paper: write more, or lower the weight.`,
      });
  return flaws;
}

/** Rules that bank.json does not follow and that do not exist. */
function unknownRules({ taxonomy: { rules = {} }, bankAt }: Judged): Finding[] {
  const unknown = Object.keys(rules).filter((id) => !ruleOf(id));
  return unknown.map((id) => ({ ...bankAt(['rules', id], noRule(id)), level: 'error', rule: 'waive' }));
}

/** Domains without a lesson where others have one: a file may have been lost. */
function missingLessons({ taxonomy, lessonFiles, bankAt }: Judged): Finding[] {
  const taught = new Set(lessonFiles.map(({ path }) => path.split('/')[0]));
  return taxonomy.domains.flatMap(({ id }, d) => {
    if (taught.size === 0 || taught.has(id)) return [];
    const message = `Other domains have a lesson and this one has none: write ${id}/lesson.md.`;
    return [{ ...bankAt(['domains', d, 'id'], message), level: 'warning' as const, rule: 'lesson' }];
  });
}

/** The most findings to list for a lesson. */
const mostOfLesson = 100;

function lessonTexts({ lessonFiles, taxonomy }: Judged): Finding[] {
  return lessonFiles.flatMap((file) => {
    const found = lessonsIn(taxonomy)(file);
    const listed = found.slice(0, mostOfLesson).map(
      ({ line, flaw: { rule, level, message } }): Finding => ({
        file: file.name,
        line,
        column: 1,
        message,
        level,
        rule,
      }),
    );
    const more = found.length - listed.length;
    return more === 0 ? listed : [...listed, { ...listed.at(-1)!, ...withMore(listed, more).at(-1)! }];
  });
}

const lessonsIn = perObject((taxonomy: Judged['taxonomy']) =>
  perObject((file: SourceFile) => [...judgeLesson(file, languageOf(taxonomy)), ...judgeShownLesson(file)]),
);

/** The readings of every sound question that is ready. */
export function readyReadings(placed: readonly Placed[], language: string): Reading[] {
  return placed
    .filter(({ question }) => question.status === 'ready')
    .map(({ question }) => reader(language)(question));
}
