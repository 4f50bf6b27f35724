import { describe, expect, test } from 'vitest';
import { taxonomy } from '../../support/bank.ts';
import { brief, goodQuestion, lint } from '../../support/lint.ts';

type Sample = { stem: string; options: string[]; rationale: string };

const samples: Record<string, Sample> = {
  'zh-Hans': {
    stem: '什么是持续集成的主要目的？',
    options: ['每天合并代码', '减少测试', '推迟发布', '增加会议'],
    rationale: '持续集成要求开发人员每天多次把代码合并到主干，因此问题会很快被发现，并且更容易修复。',
  },
  ja: {
    stem: '継続的インテグレーションの目的はどれか。',
    options: ['早い発見', '遅い公開', '多い会議', '長い試験'],
    rationale:
      '継続的インテグレーションでは、開発者は毎日コードをメインブランチに統合する。そのため問題は早く見つかり、直しやすい。',
  },
  he: {
    stem: 'מה מודדת תדירות פריסה?',
    options: ['כמה פעמים פורסים', 'כמה שורות קוד', 'כמה תקלות', 'כמה מפתחים'],
    rationale:
      'אינטגרציה רציפה מחייבת את המפתחים למזג את הקוד שלהם לענף הראשי בכל יום, ולכן תקלות מתגלות מהר וקל לתקן אותן.',
  },
  fa: {
    stem: 'تناوب استقرار چه چیزی را می‌سنجد؟',
    options: ['شمار استقرارها', 'شمار خطاها', 'شمار افراد', 'شمار جلسه‌ها'],
    rationale:
      'یکپارچه‌سازی پیوسته می‌خواهد که برنامه‌نویسان هر روز کد خود را در شاخهٔ اصلی ادغام کنند تا خطاها زود دیده شوند.',
  },
  el: {
    stem: 'Τι μετρά η συχνότητα ανάπτυξης;',
    options: ['Πόσο συχνά', 'Πόσο αργά', 'Πόσο ακριβά', 'Πόσο καλά'],
    rationale:
      'Η συχνότητα λέει κάθε πότε μια ομάδα παραδίδει. Τα άλλα τρία μεγέθη μιλούν για τον χρόνο, το κόστος και την ποιότητα.',
  },
  hy: {
    stem: 'Ի՞նչ է չափում տեղակայման հաճախականությունը։',
    options: ['մեկ', 'երկու', 'երեք', 'չորս'],
    rationale:
      'Հաճախականությունն ասում է, թե որքան հաճախ է թիմը մատակարարում իր աշխատանքը և ինչու է դա կարևոր բոլորի համար այսօր։',
  },
  th: {
    stem: 'ความถี่ในการปรับใช้วัดอะไร',
    options: ['หนึ่ง', 'สอง', 'สาม', 'สี่'],
    rationale: 'ความถี่บอกว่าทีมส่งมอบงานบ่อยแค่ไหน ส่วนอีกสามค่าบอกเรื่องเวลา ต้นทุน และคุณภาพของงานที่ทำ',
  },
  de: {
    stem: 'Was misst die Häufigkeit von Deployments?',
    options: [
      'wie oft wir liefern',
      'Fehler und andere Probleme',
      'Alle Leute im Team',
      'die Zahl der Treffen',
    ],
    rationale:
      'Die Häufigkeit sagt, wie oft wir liefern. Die anderen drei Größen sagen etwas über Fehler, Leute oder Treffen.',
  },
};

/** What is found in a question of a language by rules that could be about English alone. */
function findings(language: string, { stem, options, rationale }: Sample): string[] {
  const good = goodQuestion('red.one-001');
  const question = {
    ...good,
    stem,
    rationale,
    options: good.options.map((option, i) => ({ ...option, text: options[i]!, rationale })),
  };
  const found = lint([question], { bank: { ...taxonomy, language } }).findings.map(brief);
  return found.filter((finding) => !/^IW-07/.test(finding));
}

describe('a sound question has no finding', () => {
  test.each(Object.entries(samples))('in %s', (language, sample) => {
    expect(findings(language, sample)).toEqual([]);
  });

  test.each(['zh-Hans', 'ja', 'he', 'fa', 'el', 'th'])('in %s, where bank.json names no language', (name) => {
    expect(findings('en-GB', samples[name]!)).toEqual([]);
  });
});

test('what holds in every language is found in every language', () => {
  const { stem, options } = samples.ja!;
  expect(
    findings('ja', { stem: '目的。', options, rationale: '短い。' }).map((each) => each.slice(0, 12)),
  ).toEqual(['IW-19 error:', 'IW-19 error:', 'IW-23 error:', 'IW-23 error:', 'IW-23 error:', 'IW-21 error:']);
  expect(
    findings('ja', { stem: `${stem.slice(0, -1)}___か。`, options, rationale: samples.ja!.rationale }),
  ).toEqual(['IW-20 error: It has a blank to fill in: ask a question.']);
});

test.each([
  '下列说法中正确的是（ ）。',
  '持续集成的目的是',
  '正しいものを一つ選びなさい。',
  '가장 알맞은 것을 고르시오.',
  'Que mesure la fréquence ?',
  'የትኛው ነው፧',
  'کدام درست است؟',
])('%s is a question', (stem) => {
  const found = findings('xx', { ...samples.ja!, stem: `${stem}` });
  expect(found.filter((each) => each.includes('ends neither'))).toEqual([]);
});

test.each([
  ['an American bank', 'en-US', []],
  ['a British one', 'en', ['IW-30 warning: “organize” is American spelling: use British spelling.']],
])('spelling in %s', (_, language, expected) => {
  const good = goodQuestion('red.one-001');
  const question = { ...good, rationale: `${good.rationale} So organize the work.` };
  expect(lint([question], { bank: { ...taxonomy, language } }).findings.map(brief)).toEqual(expected);
});

describe('characters that are not seen', () => {
  const inStem = (more: string) => {
    const { stem, options, rationale } = samples.fa!;
    return findings('fa', { stem: `${more} ${stem}`, options, rationale });
  };
  test.each([
    ['joiners in Persian', 'می\u200cسنجد'],
    ['a joiner at the end of a word', 'ه\u200d'],
    ['a joiner in Hindi', 'क्\u200dष'],
    ['marks of direction', 'C++\u200e و \u2067SQL\u2069'],
    ['an emoji of several', '👩\u200d💻 🏴\u{e0067}\u{e0062}\u{e0065}\u{e006e}\u{e0067}\u{e007f}'],
    ['the sign of a number', '\u0600۱۲'],
  ])('%s are text', (_, more) => expect(inStem(more)).toEqual([]));

  test.each([
    ['a joiner between Latin letters', 'a\u200cb', 'U+200C'],
    ['an override', 'می\u202e', 'U+202E'],
    ['a space of no width', 'می\u200bسنجد', 'U+200B'],
  ])('%s is not', (_, more, name) =>
    expect(inStem(more)).toEqual([`IW-35 error: It has the invisible character ${name}: remove it.`]),
  );

  test('marks of direction in English are none', () => {
    const good = goodQuestion('red.one-001');
    const found = lint([{ ...good, stem: `\u200e${good.stem}` }]).findings.map(brief);
    expect(found).toEqual(['IW-35 error: It has the invisible character U+200E: remove it.']);
  });
});
