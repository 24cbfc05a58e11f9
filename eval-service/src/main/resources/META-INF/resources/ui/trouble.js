// Dead letters: what they hold, why they are there, and what can be done. Contents are only ever set as text.

import {button, element, isOperated, json, path} from '/ui/dom.js';

const root = document.getElementById('letters');

async function show() {
  let letters;
  try {
    letters = await json('/dead-letters');
  } catch (e) {
    root.replaceChildren(fault(e));
    return;
  }
  if (letters.length === 0) {
    root.replaceChildren(element('p', {className: 'empty'}, 'There is no dead letter.'));
    return;
  }
  const table = element('table', {className: 'list'});
  const head = table.createTHead().insertRow();
  ['Topic', 'Time', 'Reason', 'What to do'].forEach(title => head.append(element('th', {scope: 'col'}, title)));
  const body = table.createTBody();
  for (const letter of letters) {
    const row = body.insertRow();
    row.append(element('td', {}, letter.topic), element('td', {className: 'time'}, letter.time), element('td', {}, letter.reason));
    const actions = element('div', {className: 'row'});
    row.append(element('td', {}, actions));
    if (isOperated) {
      actions.append(button('Replay', () => act(letter.id, 'replay')), button('Drop', () => act(letter.id, 'drop')));
    }
    actions.append(button('Show', () => showContent(letter.id, row), {'aria-expanded': 'false'}));
  }
  root.replaceChildren(table);
}

function fault(e) {
  return element('p', {className: 'bad', role: 'alert'}, e.message);
}

async function act(id, verb) {
  let refused = null;
  try {
    await json(`/dead-letters/${path(id)}/${verb}`, undefined, 'POST');
  } catch (e) {
    refused = e;
  }
  await show();
  if (refused) {
    root.prepend(fault(refused));
  }
}

async function showContent(id, row) {
  if (row.nextElementSibling?.classList.contains('content')) {
    row.nextElementSibling.remove();
    return;
  }
  let text;
  try {
    text = JSON.stringify(await json(`/dead-letters/${path(id)}`), null, 2);
  } catch (e) {
    text = e.message;
  }
  const cell = element('td', {colSpan: 4}, element('pre', {className: 'document'}, text));
  row.after(element('tr', {className: 'content'}, cell));
}

await show();
