import { didYouMean } from '../../base/text/nearest.ts';
import type { Problem } from '../model.ts';
import type { Parsed } from '../parse/text.ts';
import type { BankFile } from '../schema/taxonomy.ts';

/** Domains and objectives that are listed twice or misnamed. */
export function taxonomyProblems({ value, problemAt }: Parsed<BankFile>): Problem[] {
  const seen = new Set<string>();
  const problems: Problem[] = [];
  value.domains.forEach((domain, d) => {
    if (seen.has(domain.id))
      problems.push(problemAt(['domains', d, 'id'], `The domain "${domain.id}" is listed twice.`));
    seen.add(domain.id);
    domain.objectives.forEach(({ id }, o) => {
      const path = ['domains', d, 'objectives', o, 'id'];
      if (seen.has(id)) problems.push(problemAt(path, `The objective "${id}" is listed twice.`));
      if (!id.startsWith(`${domain.id}.`))
        problems.push(problemAt(path, `It must begin with "${domain.id}.".`));
      seen.add(id);
    });
  });
  return problems;
}

/** Blueprints that no paper could follow. */
export function blueprintProblems({ value, problemAt }: Parsed<BankFile>): Problem[] {
  const { domains, blueprints = [] } = value;
  const counting = domains.filter(({ scored }) => scored !== false).map(({ id }) => id);
  return blueprints.flatMap((blueprint, b) => {
    const { id, questions, unscored = 0, scale, weights } = blueprint;
    const problems: Problem[] = [];
    const report = (path: (string | number)[], message: string) =>
      problems.push(problemAt(['blueprints', b, ...path], message));
    if (blueprints.findIndex((other) => other.id === id) < b)
      report(['id'], `The blueprint "${id}" is listed twice.`);
    if (unscored >= questions) report(['unscored'], 'At least one question must count.');
    if (scale && !(scale.lowest < scale.pass && scale.pass < scale.highest))
      report(['scale'], 'A scale must rise: "lowest" below "pass", and "pass" below "highest".');
    weights.forEach(({ domain }, w) => {
      const path = ['weights', w, 'domain'];
      if (!counting.includes(domain))
        report(path, `There is no domain "${domain}" that counts.${didYouMean(domain, counting)}`);
      if (weights.findIndex((other) => other.domain === domain) < w)
        report(path, `The domain "${domain}" already has a weight.`);
    });
    return problems;
  });
}
