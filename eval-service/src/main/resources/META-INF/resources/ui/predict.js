// Images go to a model: names are checked first against the model's channels, then the files go straight to the store, and
// each image's own page shows how far its prediction is.

import {bytes, button, counted, element, isReadOnly, json, path} from '/ui/dom.js';
import {Offered, Sending, chosen, dropped, same} from '/ui/sending.js';

const root = document.getElementById('predict');
const panel = element('div', {className: 'panel', role: 'status', 'aria-live': 'polite'});
const list = element('div');
const channels = element('span', {className: 'time'});

const all = await load();
const models = (all ?? []).filter(model => model.problem === '');
if (all) {
  draw();
  showUnreadable(all.filter(model => model.problem !== ''));
}

async function load() {
  try {
    return await json('/predictions');
  } catch (e) {
    root.append(element('p', {className: 'bad', role: 'alert'}, e.message));
    return null;
  }
}

function draw() {
  if (models.length === 0) {
    root.append(element('p', {className: 'empty'}, 'No model is there yet. One is when a dataset is trained and its configuration chosen,'
        + ' or when one is imported with ', element('code', {}, './nephrite models import'), '.'));
    return;
  }
  const asked = new URLSearchParams(location.search).get('model');
  const select = element('select', {id: 'model'}, ...models.map(model =>
    element('option', {value: model.name, selected: model.name === asked}, `${model.name} (${model.kind})`)));
  const needs = () => {
    const model = models.find(m => m.name === select.value);
    channels.textContent = `needs ${model.channels.map((channel, i) => `${channel} (_${String(i).padStart(4, '0')})`).join(', ')}`;
    showPredictions(model.name);
  };
  select.addEventListener('change', needs);
  root.append(element('div', {className: 'row'}, element('label', {htmlFor: 'model'}, 'Model '), select, channels));
  if (!isReadOnly) {
    root.append(zone(() => select.value), panel);
  }
  root.append(list);
  needs();
}

function zone(model) {
  const input = element('input', {type: 'file', id: 'images', className: 'unseen', multiple: true});
  const made = element('div', {className: 'drop'}, element('label', {htmlFor: 'images', className: 'button'}, 'Choose images'), input,
      element('span', {}, ' or drop them here: one file for each channel, such as patient_0000.nii.gz.'));
  input.addEventListener('change', () => { offer(model(), chosen(input)); input.value = ''; });
  made.addEventListener('dragover', event => { event.preventDefault(); made.classList.add('over'); });
  made.addEventListener('dragleave', () => made.classList.remove('over'));
  made.addEventListener('drop', async event => {
    event.preventDefault();
    made.classList.remove('over');
    offer(model(), await dropped(event.dataTransfer));
  });
  return made;
}

function say(...children) {
  panel.replaceChildren(...children);
}

async function offer(model, files) {
  const named = files.map(file => new Offered(file.path.split('/').pop(), file.file)).filter(file => !file.path.startsWith('.'));
  try {
    const found = await json(`/uploads/images/${path(model)}/check`,
        {files: named.map(file => ({path: file.path, size: file.size}))});
    const errors = found.faults.filter(fault => fault.severity.toLowerCase() === 'error');
    if (found.cases.length === 0 || errors.length > 0) {
      say(element('p', {className: 'bad', role: 'alert'}, element('b', {}, 'Nothing was sent. '), found.cases.length === 0 && errors.length === 0
          ? 'None of the files is an image that this model could read.' : 'The files are no images for this model:'),
          element('ul', {}, ...errors.map(f => element('li', {className: 'bad'},
              `${[f.caseId, f.file].filter(place => place).join(', ')}: found ${f.seen}, expected ${f.expected}. What to do: ${f.mend}.`))));
      return;
    }
    await send(model, named.filter(file => found.files.includes(file.path)), found);
  } catch (e) {
    say(element('p', {className: 'bad', role: 'alert'}, e.message));
  }
}

async function send(model, files, found) {
  say(element('p', {}, 'Comparing with what the store holds …'));
  const kept = await same(files, found.there);
  const open = files.filter(file => !kept.has(file.path));
  const total = open.reduce((sum, file) => sum + file.size, 0);
  const bar = element('progress', {max: Math.max(total, 1), value: 0, ariaLabel: 'Upload'});
  const text = element('span', {className: 'number'}, `${counted(open.length, 'file')}, ${bytes(total)}`);
  const sending = new Sending(`/uploads/images/${path(model)}/address`, ({bytes: sent}) => {
    bar.value = sent;
    text.textContent = `${bytes(sent)} of ${bytes(total)}`;
  });
  say(element('p', {className: 'row'}, bar, text, button('Stop', () => sending.stop())));
  await sending.send(open);
  for (const caseId of kept.size > 0 ? found.cases : []) { // what was there already sends no event
    await json('/predictions', {model, caseId});
  }
  if (found.cases.length === 1) {
    location.assign(`/ui/predict/${path(model)}/${path(found.cases[0])}`);
    return;
  }
  say(element('p', {className: 'good'}, `${counted(found.cases.length, 'image')} are with the model:`),
      element('ul', {}, ...found.cases.map(caseId => element('li', {}, link(model, caseId)))));
}

function link(model, caseId) {
  return element('a', {href: `/ui/predict/${path(model)}/${path(caseId)}`}, caseId);
}

/** A model that cannot be used is named with what is wrong with it. */
function showUnreadable(broken) {
  if (broken.length > 0) {
    root.append(element('h2', {}, 'Models that cannot be used'), element('ul', {}, ...broken.map(model =>
      element('li', {className: 'warn'}, element('b', {}, model.name), ` (${model.kind}): ${model.problem}`))));
  }
}

/** What the model has predicted before. */
async function showPredictions(model) {
  const made = await json(`/predictions/${path(model)}`).catch(() => []);
  list.replaceChildren();
  if (made.length > 0) {
    list.append(element('h2', {}, 'Predicted before'), element('ul', {className: 'cards'},
        ...made.map(caseId => element('li', {}, link(model, caseId)))));
  }
}
