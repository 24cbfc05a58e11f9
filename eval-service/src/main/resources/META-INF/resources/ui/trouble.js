// Dead letters: what they hold, why they are there, and what can be done. Contents are only ever set as text.

const root = document.getElementById('letters');

function element(name, text, className) {
  const made = document.createElement(name);
  made.textContent = text ?? '';
  if (className) {
    made.className = className;
  }
  return made;
}

async function problem(answer) {
  const body = await answer.json().catch(() => ({}));
  return body.detail ?? `the service answers ${answer.status}`;
}

async function show() {
  const answer = await fetch('/dead-letters');
  if (!answer.ok) {
    root.replaceChildren(element('p', await problem(answer), 'bad'));
    return;
  }
  const letters = await answer.json();
  if (letters.length === 0) {
    root.replaceChildren(element('p', 'There is no dead letter.', 'empty'));
    return;
  }
  const table = element('table', '', 'list');
  const head = table.createTHead().insertRow();
  ['Topic', 'Time', 'Reason', 'What to do'].forEach(title => head.append(element('th', title)));
  const body = table.createTBody();
  for (const letter of letters) {
    const row = body.insertRow();
    row.append(element('td', letter.topic), element('td', letter.time, 'time'), element('td', letter.reason));
    const actions = row.insertCell();
    for (const [verb, text] of [['replay', 'Replay'], ['drop', 'Drop']]) {
      const button = element('button', text);
      button.type = 'button';
      button.addEventListener('click', () => act(letter.id, verb));
      actions.append(button, ' ');
    }
    const content = element('button', 'Show');
    content.type = 'button';
    content.addEventListener('click', () => showContent(letter.id, row));
    actions.append(content);
  }
  root.replaceChildren(table);
}

async function act(id, verb) {
  const answer = await fetch(`/dead-letters/${encodeURIComponent(id)}/${verb}`, {method: 'POST'});
  await show();
  if (!answer.ok) {
    root.prepend(element('p', await problem(answer), 'bad'));
  }
}

async function showContent(id, row) {
  const answer = await fetch(`/dead-letters/${encodeURIComponent(id)}`);
  const cell = element('td', '');
  cell.colSpan = 4;
  cell.append(element('pre', answer.ok ? JSON.stringify(await answer.json(), null, 2) : await problem(answer), 'document'));
  const below = document.createElement('tr');
  below.append(cell);
  row.after(below);
}

await show();
