/** Question marks and colons of any script, and what may close after them. */
const mark = /[?？؟⁇⁈⁉‽⸮፧꘏꛷︖﹖:：︓﹕][\p{Pe}\p{Pf}\p{Pi}"'*\s]*$/u;

/** An Armenian question has its mark inside a word. */
const armenian = '՞';

/** Scripts in which questions may go without a mark, with what they end in. */
const others: readonly [script: RegExp, end: RegExp][] = [
  [/\p{Script=Greek}/u, /[;;][»"')\s]*$/],
  [/\p{Script=Hiragana}/u, /(?:か|の|もの|こと|なさい|ください|べ|よ)[。．.」』）)\s]*$/],
  [/\p{Script=Hangul}/u, /(?:시오|세요|까|가)[.」』）)\s]*$/],
  [
    /^[^\p{Script=Hiragana}\p{Script=Katakana}]*\p{Script=Han}/u,
    /(?:是|有|为|為|吗|嗎|呢)[（(]?\s*[）)]?[。．.]?\s*$/,
  ],
  [/[\p{Script=Thai}\p{Script=Lao}\p{Script=Khmer}\p{Script=Myanmar}\p{Script=Tibetan}]/u, /./],
];

/** Whether a stem ends as a question does in its script. */
export function isAsked(stem: string): boolean {
  if (mark.test(stem) || stem.includes(armenian)) return true;
  return others.some(([script, end]) => script.test(stem) && end.test(stem));
}
