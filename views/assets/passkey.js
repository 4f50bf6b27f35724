// Passkeys: a button asks the browser for one and sends the form with it. Without this script passwords work.

const isAble = window.PublicKeyCredential?.parseCreationOptionsFromJSON !== undefined;
const isNewPasskey = (options) => options.rp !== undefined;

for (const button of document.querySelectorAll('[data-passkey]')) {
  const place = button.parentElement;
  const note = place.nextElementSibling;
  const options = JSON.parse(button.dataset.passkey);
  if (!isAble) continue;
  place.hidden = false;
  button.addEventListener('click', async () => {
    const name = button.form.elements.name;
    if (isNewPasskey(options) && name && !name.reportValidity()) return;
    note.hidden = true;
    await ask(button, options, name).catch((error) => say(button, note, error));
  });
  if (!isNewPasskey(options)) offer(button, options);
}

/** What a waiting offer is stopped with when the button is pressed. */
let waiting;

async function ask(button, options, name, mediation) {
  waiting?.abort();
  waiting = new AbortController();
  const { signal } = waiting;
  const credential = isNewPasskey(options)
    ? await navigator.credentials.create({ publicKey: creation(options, name), signal })
    : await navigator.credentials.get({
        publicKey: PublicKeyCredential.parseRequestOptionsFromJSON(options),
        signal,
        mediation,
      });
  button.form.elements.credential.value = JSON.stringify(credential.toJSON());
  button.form.submit();
}

/** The passkey to make, under the name that was typed. */
function creation(options, field) {
  const name = field?.value || options.user.name;
  return PublicKeyCredential.parseCreationOptionsFromJSON({
    ...options,
    user: { ...options.user, name, displayName: name },
  });
}

/** Offers passkeys where the name is typed, if the browser can. */
async function offer(button, options) {
  if (!(await PublicKeyCredential.isConditionalMediationAvailable?.())) return;
  // Nobody has asked for a passkey yet; the button says why there can be none.
  ask(button, options, undefined, 'conditional').catch(() => {});
}

function say(button, note, { name }) {
  const { stopped, known, address } = button.dataset;
  note.textContent = { InvalidStateError: known, SecurityError: address }[name] ?? stopped;
  note.hidden = false;
}
