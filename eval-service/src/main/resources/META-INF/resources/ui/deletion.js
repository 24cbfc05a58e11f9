// A dataset is deleted for good, once its name was typed; the page then shows how far the services are.

import {button, bytes, counted, element, isOperated, json, path} from '/ui/dom.js';

const root = document.getElementById('deletion');
const name = root.dataset.dataset;
const address = `/datasets/${path(name)}`;
const EVERY = 1000;
let looks = 0;

if (root.dataset.begun === 'true') {
  await follow();
} else if (isOperated) {
  offer();
}

function offer() {
  root.replaceChildren(element('h2', {}, 'Delete'), button('Delete this dataset …', ask, {className: 'danger'}));
}

function ask() {
  const field = element('input', {type: 'text', id: 'deleted-name', autocomplete: 'off', spellcheck: false});
  const models = element('input', {type: 'checkbox'});
  const go = element('button', {type: 'submit', className: 'danger', disabled: true}, 'Delete for good');
  const form = element('form', {className: 'panel'},
      element('p', {}, 'This deletes ', element('b', {}, name), ' with its uploads, all its versions, what was trained on it, and its results. '
          + 'Running work is stopped. Nothing brings it back.'),
      element('p', {className: 'row'}, element('label', {htmlFor: 'deleted-name'}, 'Type its name to go on:'), field),
      element('p', {}, element('label', {}, models, ' Delete also the models of the store that were trained on it')),
      element('p', {className: 'row'}, go, button('Keep it', () => { offer(); root.querySelector('button').focus(); })));
  field.addEventListener('input', () => { go.disabled = field.value !== name; });
  form.addEventListener('submit', async event => {
    event.preventDefault();
    if (field.value !== name) {
      return;
    }
    try {
      await json(`${address}?models=${models.checked}`, undefined, 'DELETE');
      await follow();
    } catch (e) {
      form.append(element('p', {className: 'bad', role: 'alert'}, e.message));
    }
  });
  root.replaceChildren(element('h2', {}, 'Delete'), form);
  field.focus();
}

async function follow() {
  const shown = element('p', {role: 'status', 'aria-live': 'polite'});
  root.replaceChildren(element('h2', {}, 'Delete'), shown);
  await look(shown);
}

async function look(shown) {
  let deletion;
  try {
    deletion = await json(`${address}/deletion`);
  } catch (e) {
    shown.textContent = e.message;
    setTimeout(() => look(shown), EVERY);
    return;
  }
  if (deletion.endedAt) {
    location.assign('/');
    return;
  }
  const text = `${name} is being deleted: ${counted(deletion.objects, 'object')}, ${bytes(deletion.bytes)} so far; `
      + (deletion.areUploadsGone ? 'waiting until no service writes anything of it any more.' : 'stopping its work and deleting its uploads.');
  if (shown.textContent !== text) {
    shown.textContent = text;
  }
  looks++;
  setTimeout(() => look(shown), looks < 10 ? EVERY : 5 * EVERY);
}
