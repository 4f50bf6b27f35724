/**
 * A set of questions as public collections have them, in GIFT: long stems with code and Markdown, two to six options,
 * some with several right answers, categories, rationales for a few, other scripts, and one essay in a hundred.
 */
export function publicSet(count: number): string {
  return Array.from({ length: count }, (_, i) => question(i)).join('');
}

const services = ['Amazon EC2', 'AWS Lambda', 'Amazon S3', 'Amazon RDS', 'AWS CodeDeploy', 'Amazon SQS'];
const wishes = ['with the LEAST effort', 'at the lowest cost', 'without downtime', 'in a second Region'];

function question(i: number): string {
  const category = i % 50 === 0 ? `$CATEGORY: AWS/Topic ${i / 50 + 1}\n\n` : '';
  const pick = (n: number) => services[(i * 7 + n) % services.length]!;
  const stem = `(Case ${i + 1}) A company of ${10 + (i % 90)} people runs **${pick(0)}** and stores \`s3\\://bucket-${i}/key\`. Which solution meets its needs ${wishes[i % 4]}?`;
  const code =
    i % 9 === 4 ? `\\n\\n\`\`\`json\\n\\{ "Version"\\: "2012-10-17", "Case"\\: ${i} \\}\\n\`\`\`` : '';
  return `${category}// [id:aws-${i}]\n::Case ${i + 1}::[markdown]${stem}${code} {${bodyOf(i, pick)}}\n\n`;
}

function bodyOf(i: number, pick: (n: number) => string): string {
  const said = i % 3 === 0 ? `#Because case ${i} asks for it.` : '';
  if (i % 100 === 99) return '';
  if (i % 10 === 3) return i % 20 === 3 ? 'TRUE' : 'FALSE#Wrong.#Right.';
  if (i % 10 === 7)
    return `\n  ~%50%Use ${pick(1)} for ${i}.${said}\n  ~%50%Use ${pick(2)} for ${i}, too.\n  ~%-100%設定 ${i} を変更する\n  ~%-100%Do nothing with ${pick(3)}.\n`;
  const others = Array.from(
    { length: 1 + (i % 4) },
    (_, n) => `\n  ~Move ${i} to ${pick(n + 2)}, option ${n + 1}.`,
  );
  return `\n  =Use ${pick(1)} with setting ${i}.${said}${others.join('')}\n####Read the guide on ${pick(1)}\\: page ${i}.`;
}
