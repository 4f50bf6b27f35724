// Small comforts on top of pages that work without them: keys, the zone of a newcomer, and pages that follow an author's files.
// The server marks what a key presses with data-key, and leaves out the keys that were turned off.

const typing = 'textarea, select, dialog[open], input:not([type=radio], [type=checkbox], [type=submit], [type=hidden])';

addEventListener('keydown', (event) => {
  if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey) return;
  // What an input method is still composing is text; some browsers mark its first key by this code alone.
  if (event.isComposing || event.keyCode === 229) return;
  const { target, key } = event;
  if (target.closest?.(typing)) return;
  // A key that is held down acts once, also on the link or button that has the focus.
  if (event.repeat) {
    if (key === 'Enter') event.preventDefault();
    return;
  }
  // Enter on a link or a button presses that one, as everywhere.
  if (key === 'Enter' && target.closest?.('a, button, summary')) return;
  const pressed = namesOf(event).map(findPressed).find(Boolean);
  if (!pressed) return;
  event.preventDefault();
  if (pressed.matches('input, select')) pressed.focus();
  pressed.click();
});

function findPressed(name) {
  return document.querySelector(`[data-key~="${CSS.escape(name)}"]`);
}

/** The names that a key may have on this page, the likeliest first. Keyboards differ in what their keys type. */
function namesOf(event) {
  const key = plainKey(event.key);
  const isDigit = /^\d$/.test(key);
  const hasAltGraph = event.getModifierState('AltGraph');
  const digit = hasAltGraph ? undefined : /^(?:Digit|Numpad)(\d)$/.exec(event.code)?.[1];
  if (digit && isShifted(event, isDigit)) {
    // In an exam a digit with Shift strikes out, and must never choose.
    const isExam = document.querySelector('.strike') !== null;
    return isDigit && isExam ? [`Shift+${digit}`] : [`Shift+${digit}`, key];
  }
  if (isDigit) return [key];
  if (digit) return [digit, key];
  const letter = hasAltGraph || /^\p{Script=Latin}/u.test(key) ? undefined : /^Key([A-Z])$/.exec(event.code)?.[1];
  return letter ? [key, letter.toLowerCase()] : [key];
}

/** Windows hides Shift from a numeric keypad with NumLock, whose keys then type no digit. */
function isShifted(event, isDigit) {
  return (
    event.shiftKey || (event.code.startsWith('Numpad') && event.getModifierState('NumLock') && !isDigit)
  );
}

/** A letter in lower case, and without what full-width or right-to-left keyboards change. */
function plainKey(key) {
  if (key.length > 1) return key;
  return key === '؟' ? '?' : key.normalize('NFKC').toLowerCase();
}

// A form that comes back to its own page keeps the place and the focus; without this the page would begin at its top.
const stay = JSON.parse(sessionStorage.getItem('stay') ?? 'null');
sessionStorage.removeItem('stay');
if (stay?.path === location.pathname) {
  document.querySelector(`form[action="${CSS.escape(stay.action)}"] .do`)?.focus({ preventScroll: true });
  scrollTo(0, stay.top);
}
addEventListener('submit', ({ target }) => {
  if (!target.matches('[data-stay]')) return;
  const place = { path: location.pathname, action: target.getAttribute('action'), top: scrollY };
  sessionStorage.setItem('stay', JSON.stringify(place));
});

const help = document.querySelector('[data-key="?"]');
help?.addEventListener('click', (event) => {
  event.preventDefault();
  const dialog = document.querySelector('dialog') ?? document.body.appendChild(helpDialog());
  dialog.showModal();
});

/** The keys of this page, read from the page itself; an option is named by its letter. */
function helpDialog() {
  const make = (tag, ...children) => {
    const element = document.createElement(tag);
    element.append(...children);
    return element;
  };
  const list = make('dl');
  for (const element of document.querySelectorAll('[data-key]')) {
    const keys = element.dataset.key.split(' ').filter(Boolean);
    if (keys.length === 0) continue;
    const named = element.closest('label')?.querySelector('.letter') ?? element;
    const words = element.ariaLabel ?? (named === element ? element.firstChild : named).textContent.trim();
    list.append(make('dt', ...keys.map((key) => make('kbd', key))), make('dd', words));
  }
  const heading = make('h2', 'Keys on this page');
  heading.id = 'keys-heading';
  const close = make('button', 'Close');
  close.className = 'do plain small';
  const form = make('form', close);
  form.method = 'dialog';
  const dialog = make('dialog', heading, list, form);
  dialog.setAttribute('aria-labelledby', heading.id);
  return dialog;
}

const zone = document.querySelector('input[name=zone][type=hidden]');
const browserZone = Intl.DateTimeFormat().resolvedOptions().timeZone ?? '';
if (zone) zone.value = browserZone;

// Today offers the browser's zone where its clock shows another time than the stored one, now or in half a year.
const zoneOffer = document.querySelector('[data-stored-zone]');
if (zoneOffer && browserZone && !haveSameTime(zoneOffer.dataset.storedZone, browserZone)) {
  zoneOffer.querySelector('[data-browser-zone]').textContent = browserZone;
  zoneOffer.hidden = false;
}

function haveSameTime(a, b) {
  const halfYear = 182 * 24 * 3600 * 1000;
  const shown = (timeZone) =>
    [0, halfYear].map((later) => new Date(Date.now() + later).toLocaleString('en', { timeZone })).join();
  try {
    return a === b || shown(a) === shown(b);
  } catch {
    return false;
  }
}

// An author's page follows the files: it loads again when they change, and when the server is back after it was gone.
const changes = document.querySelector('[data-changes]')?.dataset.changes;
if (changes) {
  let source;
  const follow = () => {
    let lost = false;
    source = new EventSource(changes);
    source.onmessage = () => location.reload();
    source.onerror = () => (lost = true);
    source.onopen = () => lost && location.reload();
  };
  // Browsers open six connections to a server at most, so that pages which nobody looks at must let go of theirs.
  document.addEventListener('visibilitychange', () => (document.hidden ? source?.close() : follow()));
  if (!document.hidden) follow();
}
