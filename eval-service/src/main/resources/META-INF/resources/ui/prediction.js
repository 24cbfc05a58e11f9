// A prediction: how far it is, and then what it found, with the image in three planes.

import {button, element, isReadOnly, json, path} from '/ui/dom.js';

const root = document.getElementById('prediction');
const {model, case: caseId} = root.dataset;
const address = `/predictions/${path(model)}/${path(caseId)}`;
const state = element('p', {className: 'row', role: 'status', 'aria-live': 'polite'});
const facts = element('div');
const PATIENCE = 8; // looks after which an image that nobody works on is asked for again
root.append(state, facts);

let unknown = 0;
let asked = false;
await look();

async function look() {
  let progress;
  try {
    progress = await json(address);
  } catch (e) {
    state.replaceChildren(element('span', {className: 'bad'}, e.message));
    if (e.status !== 404 && e.status !== 400) {
      setTimeout(look, 3000);
    }
    return;
  }
  if (progress.state === 'done') {
    await show(progress);
    return;
  }
  unknown = progress.state === 'unknown' ? unknown + 1 : 0;
  const text = progress.state === 'open' ? 'The image waits for a trainer, or is being predicted.' : 'The image is in the store and will be asked for in a moment.';
  state.replaceChildren(element('span', {className: `badge ${progress.state === 'open' ? 'open' : 'waiting'}`}, progress.state === 'open' ? 'predicting' : 'waiting'),
      element('progress', {ariaLabel: 'Prediction'}), text);
  if (unknown >= PATIENCE) {
    await hesitate();
  }
  setTimeout(look, 1500);
}

/** An event was lost, or the prediction has failed: the newest failure of the image says which. */
async function hesitate() {
  const failure = await newestFailure();
  if (failure) {
    facts.replaceChildren(element('div', {className: 'note warn'}, element('b', {}, 'The prediction has failed: '), failure,
        isReadOnly ? '' : element('p', {}, button('Ask again', ask))));
  } else if (!asked && !isReadOnly) {
    await ask();
  }
}

async function newestFailure() {
  try {
    const failures = await json(`${address}/failures`);
    return failures.length > 0 ? failures[failures.length - 1].message : null;
  } catch (e) {
    return null;
  }
}

async function ask() {
  asked = true;
  unknown = 0;
  try {
    await json('/predictions', {model, caseId});
    facts.replaceChildren();
  } catch (e) {
    facts.replaceChildren(element('p', {className: 'bad', role: 'alert'}, e.message));
  }
}

async function show({record}) {
  state.replaceChildren(element('span', {className: 'badge done'}, 'done'),
      element('a', {href: `${address}/volume`, download: ''}, 'Download the label map'));
  const table = element('table', {className: 'list narrow'});
  const head = table.createTHead().insertRow();
  head.append(element('th', {scope: 'col'}, 'Label'), element('th', {scope: 'col', className: 'number'}, 'Volume, ml'));
  const body = table.createTBody();
  for (const [name, ml] of Object.entries(record.volumesMl)) {
    const row = body.insertRow();
    row.append(element('td', {}, name), element('td', {className: 'number'}, ml.toFixed(2)));
  }
  facts.replaceChildren(
      ...record.warnings.map(warning => element('p', {className: 'note warn'}, warning)),
      table,
      element('p', {className: 'time'}, `${record.model}: ${record.configurations.join(' and ')}, folds ${record.folds.join(', ')}`));
  root.append(element('div', {id: 'viewer', 'data-base': `${address}/view`}));
  await import('/ui/viewer.js');
}
