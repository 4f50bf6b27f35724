// A sitting on top of pages that work without scripts: each choice is saved at once, the clock counts down.

const said = document.querySelector('#said');
const lost = document.querySelector('#lost');
const form = document.querySelector('form[data-save]');
const here = form?.querySelector('ol [aria-current]');
const { sitting, left, soon, end, ten, one, over, overUnsaved, tooLate, grace } = said.dataset;
const ending = left ? Date.now() + Number(left) : Infinity;

let saving = Promise.resolve();
let unsaved = 0;
let isRefused = false;
let isTimeUp = false;
const wait = (ms) => new Promise((resolve) => setTimeout(resolve, ms));
const backOnline = () => new Promise((resolve) => addEventListener('online', resolve, { once: true }));

/** Sends one click after the other, and each until the server has it. */
function save(name, value) {
  const fields = new URLSearchParams(new FormData(form));
  const chosen = fields.getAll('choice').join('');
  // Choosing is a click also where it leads back to what was there; a button leaves alone what another tab has chosen.
  fields.set('shown', name ? chosen : '-');
  form.elements.shown.value = chosen;
  if (name) fields.set(name, value);
  fields.set('quiet', 'yes');
  // Where the network was slow or away, this tells the server that the click was in time.
  if (left) fields.set('left', Math.max(0, Math.ceil(ending - Date.now())));
  unsaved++;
  saving = saving.then(() => send(fields)).then(settleClick);
  showHere();
}

/** Leaves after the last click only. */
function settleClick() {
  unsaved--;
  if (unsaved === 0 && isRefused) return leave();
  sayTimeUp();
}

async function send(body) {
  for (let pause = 500; ; pause = Math.min(pause * 2, 2000)) {
    const slow = setTimeout(() => sayUnsaved(true), 3000);
    const signal = AbortSignal.timeout(8000);
    const reply = await fetch(form.action, { method: 'POST', body, keepalive: true, signal }).catch(() => undefined);
    clearTimeout(slow);
    // What is refused for good has a page that says why.
    const isDenied = reply !== undefined && reply.status >= 400 && reply.status < 500;
    isRefused ||= isDenied;
    // Any other reply is not the server's.
    const isDone = isDenied || reply?.status === 204;
    sayUnsaved(!isDone);
    if (isDone) return;
    await Promise.race([wait(pause), backOnline()]);
  }
}

function sayUnsaved(isUnsaved) {
  lost.hidden = !isUnsaved || isTimeUp;
}

/** Leads to where the sitting stands by the server, and never comes back. */
function leave() {
  unsaved = 0;
  location.replace(end);
  return new Promise(() => {});
}

/** Keeps the navigator in step with what is chosen and flagged on this page. */
function showHere() {
  const chosen = new FormData(form).getAll('choice').filter(Boolean);
  // Where no two may choose the same, what is chosen is the last sign of a field.
  const parts = 'distinct' in form.dataset ? chosen.map((field) => field.at(-1)) : chosen;
  const isDone = new Set(parts).size === Number(form.dataset.wanted);
  const isFlagged = form.elements.flag.value === 'no';
  here.classList.toggle('done', isDone);
  here.classList.toggle('flag', isFlagged);
  here.lastElementChild.textContent = `, ${isDone ? '' : 'not '}answered${isFlagged ? ', flagged' : ''}`;
  for (const count of form.querySelectorAll('[data-count]'))
    count.textContent = form.querySelectorAll(`ol button${count.dataset.count}`).length;
}

// What is typed is saved when the hand rests, and at the latest when the field or the page is left.
let typed;
function saveTyped() {
  clearTimeout(typed);
  if (typed !== undefined) save();
  typed = undefined;
}
form?.addEventListener('input', ({ target }) => {
  if (!target.matches('.number input')) return;
  clearTimeout(typed);
  typed = setTimeout(saveTyped, 600);
});
form?.addEventListener('change', ({ target }) => (target.matches('.number input') ? saveTyped() : save()));

form?.addEventListener('click', (event) => {
  const button = event.target.closest('button[name=flag], button[name=strike], button[name=restore]');
  if (!button) return;
  event.preventDefault();
  const { name, value } = button;
  const isOn = button.getAttribute('aria-pressed') !== 'true';
  button.setAttribute('aria-pressed', isOn);
  if (name === 'flag') {
    button.value = isOn ? 'no' : 'yes';
  } else {
    button.name = isOn ? 'restore' : 'strike';
    button.closest('.line').classList.toggle('struck', isOn);
  }
  save(name, value);
});

form?.addEventListener('submit', (event) => {
  if (unsaved === 0) return;
  event.preventDefault();
  saving.then(() => form.requestSubmit(event.submitter));
});
addEventListener('beforeunload', (event) => unsaved > 0 && event.preventDefault());
addEventListener('pageshow', (event) => event.persisted && location.reload());

const clock = document.querySelector('.clock');

function showTime(ms) {
  const seconds = Math.max(0, Math.ceil(ms / 1000));
  const two = (n) => String(n).padStart(2, '0');
  const hours = Math.floor(seconds / 3600);
  const rest = `${two(Math.floor(seconds / 60) % 60)}:${two(seconds % 60)}`;
  clock.firstElementChild.textContent = hours > 0 ? `${hours}:${rest}` : rest;
  clock.classList.toggle('soon', ms < Number(soon));
}

/** Says something once in a sitting, on whichever of its pages that is. */
function announce(name, words) {
  const key = `etude ${sitting} ${name}`;
  if (sessionStorage.getItem(key)) return;
  sessionStorage.setItem(key, 'said');
  said.textContent = words;
}

function tick() {
  const ms = ending - Date.now();
  showTime(ms);
  if (ms <= 0) finish();
  else if (ms < 60_000) announce('one', one);
  else if (ms < Number(soon)) announce('ten', ten);
}

/** Takes no more clicks. The server marks the paper when those on their way have had their time. */
function finish() {
  clearInterval(ticking);
  saveTyped();
  isTimeUp = true;
  lost.hidden = true;
  for (const button of document.querySelectorAll('main :is(button, select, input:not([type=hidden]))')) button.disabled = true;
  said.className = 'note page';
  sayTimeUp();
  wait(Math.max(0, ending + Number(grace) - Date.now()))
    .then(sayTimeUp)
    .then(() => wait(1500))
    .then(() => saving)
    .then(leave);
}

/** Says that the time is up, and what is true of clicks that are not saved. */
function sayTimeUp() {
  if (!isTimeUp) return;
  const words = Date.now() < ending + Number(grace) ? overUnsaved : tooLate;
  const now = unsaved === 0 ? over : words;
  if (said.textContent !== now) said.textContent = now;
}

const ticking = left && setInterval(tick, 1000);
if (left) showTime(Number(left));
