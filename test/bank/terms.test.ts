import { describe, expect, test } from 'vitest';
import { checkFiles, readBank } from '../../src/bank/files/load.ts';
import { plain } from '../../src/bank/reading/text.ts';
import { folderOf } from '../../src/base/installation.ts';

/** The terms of the exam, each with the forms in which a text may use it. Capitals count in acronyms alone. */
const terms: Record<string, RegExp> = {
  SLO: /\bSLOs?\b/,
  SLA: /\bSLAs?\b/,
  SLI: /\bSLIs?\b/,
  'error budget': /\berror budgets?\b/i,
  MTTR: /\bMTTR\b/,
  MTBF: /\bMTBF\b/,
  MTTD: /\bMTTD\b/,
  MTTA: /\bMTTA\b/,
  WIP: /\bWIP\b/,
  'CI/CD': /\bCI\/CD\b/,
  CI: /\bCI\b(?!\/)/,
  'continuous integration': /\bcontinuous integration\b/i,
  'continuous delivery': /\bcontinuous delivery\b/i,
  'continuous deployment': /\bcontinuous deployment\b/i,
  'infrastructure as code': /\bIaC\b|\binfrastructure as code\b/i,
  DevSecOps: /\bDevSecOps\b/,
  'shift left': /\bshift(s|ed|ing)? left\b/i,
  andon: /\bandon\b/i,
  'chaos engineering': /\bchaos engineering\b/i,
  'game day': /\bgame days?\b/i,
  ITSM: /\bITSM\b/,
  ITIL: /\bITIL\b/,
  'change enablement': /\bchange enablement\b/i,
  'feature flag': /\bfeature flags?\b/i,
  canary: /\bcanar(y|ies)\b/i,
  'blue/green': /\bblue\/green\b/i,
  'trunk-based development': /\btrunk-based development\b/i,
  'wall of confusion': /\bwall of confusion\b/i,
  silo: /\bsilo(s|ed)?\b/i,
  'cognitive load': /\bcognitive load\b/i,
  'platform engineering': /\bplatform engineering\b/i,
  'value stream mapping': /\bvalue stream map(s|ping)?\b/i,
  'value stream management': /\bvalue stream management\b/i,
  'lead time': /\blead times?\b/i,
  toil: /\btoil\b/i,
  'blameless postmortem': /\bblameless postmortems?\b/i,
  'psychological safety': /\bpsychological safety\b/i,
  Westrum: /\bWestrum\b/,
  pathological: /\bpathological\b/i,
  bureaucratic: /\bbureaucratic\b/i,
  generative: /\bgenerative\b/i,
  'Goodhart’s law': /\bGoodhart['’]s law\b/i,
  'Conway’s law': /\bConway['’]s law\b/i,
  'technical debt': /\btechnical debt\b/i,
  'unplanned work': /\bunplanned work\b/i,
  'four types of work': /\btypes of work\b/i,
  idempotence: /\bidempoten(ce|t)\b/i,
  microservice: /\bmicroservices?\b/i,
  container: /\bcontainers?\b/i,
  'loose coupling': /\bloose coupling\b|\bloosely coupled\b/i,
  observability: /\bobservability\b/i,
  logs: /\blogs\b/i,
  metrics: /\bmetrics\b/i,
  traces: /\btraces\b/i,
  telemetry: /\btelemetry\b/i,
  kaizen: /\bkaizen\b/i,
  'improvement kata': /\bimprovement kata\b/i,
  bottleneck: /\bbottlenecks?\b/i,
  constraint: /\bconstraints?\b/i,
  'test pyramid': /\btest pyramid\b/i,
  'immutable infrastructure': /\bimmutable (infrastructure|servers?)\b/i,
  'configuration drift': /\bconfiguration drift\b/i,
  SPACE: /\bSPACE\b/,
  DevEx: /\bDevEx\b/,
  runbook: /\brunbooks?\b/i,
  'on-call': /\bon[- ]call\b/i,
  'incident commander': /\bincident commander\b/i,
  severity: /\bseverity\b/i,
};

const { questions, lessons } = checkFiles(readBank(folderOf('questions')));
const asked = questions
  .filter(({ status }) => status === 'ready')
  .map(({ id, stem, options }) => ({
    id,
    text: plain([stem, ...options.map(({ text }) => text)].join('\n')),
  }));
const boldIn = (html: string) => [...html.matchAll(/<strong>(.*?)<\/strong>/g)].map(([, text]) => text!);
const texts = lessons.map(({ domain, html }) => {
  const { intro, sections } = html('en-GB');
  return { domain, text: [intro, ...sections.values()].join('') };
});
const bold = texts.flatMap(({ text }) => boldIn(text));

test.each(Object.entries(terms))(
  'two questions use the term, and a lesson explains it in bold: %s',
  (_, term) => {
    const users = asked.filter(({ text }) => term.test(text)).map(({ id }) => id);
    expect(users.length, users.join()).toBeGreaterThanOrEqual(2);
    expect(bold.filter((text) => term.test(text))).not.toEqual([]);
  },
);

describe.each(texts)('the lesson on $domain', ({ text }) => {
  test('puts a term in bold once, where it explains it', () => {
    const all = boldIn(text).map((term) => term.toLowerCase());
    expect(all.filter((term, i) => all.indexOf(term) !== i)).toEqual([]);
  });

  test('has five bold terms in a paragraph at most, and three only among twenty words', () => {
    const crowded = [...text.matchAll(/<(p|li)>(.*?)<\/\1>/gs)]
      .map(([, , inner]) => ({ inner: inner!, terms: boldIn(inner!).length }))
      .filter(({ inner, terms }) => terms > 5 || (terms > 2 && inner.split(/\s+/).length < terms * 7));
    expect(crowded).toEqual([]);
  });
});
