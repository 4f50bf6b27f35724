import { shortagesOf } from '../blueprint.ts';
import type { Judged, Placed } from '../check.ts';
import { formatQuestions } from '../format.ts';
import { isAskable, type Problem } from '../model.ts';
import { parseFacts } from '../parse.ts';
import { judgeCharacters, judgeLesson } from './characters.ts';
import { judgeCues } from './cues.ts';
import { error, type Flaw } from './flaw.ts';
import { judgeNeighbours } from './neighbours.ts';
import { judgeOptions } from './options.ts';
import { type BankFlaw, judgeQuotas } from './quotas.ts';
import { type Reading, read } from './reading.ts';
import type { Level } from './rules.ts';
import { type Ground, judgeSources } from './sources.ts';
import { judgeStem } from './stem.ts';
import { applyWaivers } from './waive.ts';

/** What is wrong, by which rule and how much it weighs. What keeps a bank from being served has no rule. */
export type Finding = Problem & { level: Level; rule?: string };

/** A linted bank: everything found, in the order of the files, and what its waivers left out. */
export type Linted = { findings: Finding[]; waived: Finding[] };

/** The facts of a bank, and what is wrong with their file. */
export function readFacts(file: { name: string; text: string } | undefined) {
  const parsed = file && parseFacts(file.name, file.text);
  if (!parsed) return { facts: undefined, problems: [] };
  // Facts that cannot be relied on would only make false findings.
  if (parsed.problems.length > 0) return { facts: undefined, problems: parsed.problems };
  const seen = new Set<string>();
  const twice = parsed.value.facts.flatMap(({ id }, i) =>
    seen.size === seen.add(id).size
      ? [parsed.problemAt(['facts', i, 'id'], `The fact "${id}" is listed twice: keep one.`)]
      : [],
  );
  return { facts: parsed.value.facts, problems: twice };
}

/** Judges a bank by the rules of item writing, as far as it is sound. */
export function lintBank(judged: Judged, ground: Ground): Linted {
  const live = judged.placed.filter(({ question }) => question.status !== 'retired');
  const readings = new Map(live.map((placed) => [read(placed.question), placed]));
  const ready = [...readings.keys()].filter(({ question }) => question.status === 'ready');
  const shared = Map.groupBy([...judgeNeighbours(ready), ...sleepers(ready)], ({ reading }) => reading);
  const judgements = [...readings].map(([reading, { question, problemAt }]) => {
    const beside = (shared.get(reading) ?? []).map(({ flaw }) => flaw);
    const { left, waived } = applyWaivers(question, [...judgeAlone(reading, ground), ...beside]);
    const place = ({ rule, level, path, message }: Flaw) => ({ ...problemAt(path, message), level, rule });
    return { left: left.map(place), waived: waived.map(place) };
  });
  const flaws = [...judgeQuotas(judged.taxonomy, ready), ...judgeBlueprints(judged)];
  const ofBank = flaws.map(({ rule, path, message }) => ({
    ...judged.bankAt(path, message),
    level: 'error' as const,
    rule,
  }));
  const ofQuestions = judgements.flatMap(({ left }) => left);
  return {
    findings: [
      ...ofBank,
      ...missingLessons(judged),
      ...ofQuestions,
      ...layout(judged),
      ...lessonTexts(judged),
    ],
    waived: judgements.flatMap(({ waived }) => waived),
  };
}

function judgeAlone(reading: Reading, ground: Ground): Flaw[] {
  return [
    ...judgeStem(reading),
    ...judgeOptions(reading),
    ...judgeCues(reading),
    ...judgeSources(reading, ground),
    ...judgeCharacters(reading),
  ];
}

/** Concepts that an exam would ask and practice cannot; told at their first question. */
function sleepers(readings: readonly Reading[]) {
  return [...Map.groupBy(readings, ({ question }) => question.concept)]
    .filter(([, members]) => !members.some(({ question }) => isAskable(question)))
    .map(([concept, [reading]]) => ({
      reading: reading!,
      flaw: error(
        'concept',
        ['pool'],
        `All questions of the concept "${concept}" are sealed: let practice ask one of them.`,
      ),
    }));
}

function layout({ files }: Judged): Finding[] {
  return files.flatMap(({ file, parsed }) => {
    const formatted = formatQuestions(parsed, file.text);
    if (formatted === undefined || formatted === file.text) return [];
    const [is, wanted] = [file.text.split('\n'), formatted.split('\n')];
    const line = is.findIndex((text, i) => text !== wanted[i]) + 1 || is.length;
    const message = 'From here on the file is not laid out as usual: run `etude fmt`.';
    return [{ file: file.name, line, column: 1, message, level: 'warning' as const, rule: 'format' }];
  });
}

/** Blueprints that the bank cannot fill. */
function judgeBlueprints({ taxonomy, questions }: Judged): BankFlaw[] {
  return (taxonomy.blueprints ?? []).flatMap((blueprint, b) =>
    shortagesOf(blueprint, questions).map(({ domain, questions: wanted, has }) => ({
      rule: 'blueprint',
      path: ['blueprints', b, 'weights', blueprint.weights.findIndex((each) => each.domain === domain)],
      message: `It asks for ${wanted} questions of "${domain}" and ${has} can stand in one paper: write more, or lower the weight.`,
    })),
  );
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

function lessonTexts({ lessonFiles }: Judged): Finding[] {
  return lessonFiles.flatMap((file) =>
    judgeLesson(file).map(({ line, flaw: { rule, level, message } }) => ({
      file: file.name,
      line,
      column: 1,
      message,
      level,
      rule,
    })),
  );
}

/** The readings of every sound question that is ready. */
export function readyReadings(placed: readonly Placed[]): Reading[] {
  return placed.filter(({ question }) => question.status === 'ready').map(({ question }) => read(question));
}
