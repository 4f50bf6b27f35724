import { signUp } from './accounts.ts';
import { blueprint, checkedBank, plainQuestions } from './bank.ts';
import { sit } from './candidate.ts';
import { type House, type HouseOptions, startHouse } from './house.ts';
import { merge, practise } from './journey.ts';
import { setExam } from './plan-pages.ts';
import { Reader } from './reader.ts';

const questions = plainQuestions(8);
const bank = checkedBank(questions, [blueprint()]);
/** A question is revised, and another is gone. */
const nextBank = checkedBank(
  questions.slice(1).map((each, i) => (i === 0 ? { ...each, edition: 2 } : each)),
  [blueprint()],
);

/** Two people practise, sit exams, plan one, make an account and become one, while the bank changes. */
export async function live(options: HouseOptions): Promise<House> {
  let house = await startHouse(bank, { access: ['guests', 'accounts'], ...options });
  let [ada, guest] = [new Reader(house.app), new Reader(house.app)];
  await practise(house, ada, 6);
  await setExam(house, ada, 12);
  house.world.pass({ days: 1 });
  await practise(house, ada, 5);
  await sit(house, ada, ['a', 'b', 'a', '', 'a', 'b', 'a', 'a']);
  await practise(house, guest, 4);
  house = await house.restart(nextBank);
  const [first, second] = [ada, guest].map(({ cookie }) => cookie);
  [ada, guest] = [new Reader(house.app), new Reader(house.app)];
  [ada.cookie, guest.cookie] = [first, second];
  house.world.pass({ days: 2 });
  await practise(house, guest, 3);
  await signUp(guest, 'Ada');
  await merge(house, ada, guest);
  await practise(house, guest, 3);
  return house;
}
