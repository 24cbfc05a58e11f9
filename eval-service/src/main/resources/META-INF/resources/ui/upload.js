// A dataset goes from a folder of this computer to the store: names are checked first, nothing is sent that is plainly wrong,
// nothing is replaced unasked, and what is there already is not sent again.

import {bytes, button, counted, duration, element, json, path} from '/ui/dom.js';
import {Offered, Sending, chosen, dropped, same} from '/ui/sending.js';

const root = document.getElementById('upload');
const DOCUMENTS = ['dataset.json', 'kits.json', 'data/kits.json', 'experiment.json'];
const SHOWN = 20;

const input = element('input', {type: 'file', id: 'folder', className: 'unseen', multiple: true, webkitdirectory: true});
const zone = element('div', {className: 'drop'},
    element('label', {htmlFor: 'folder', className: 'button'}, 'Choose a folder'), input,
    element('span', {}, ' or drop the folder of a dataset here. It goes straight to the store of this system.'));
const panel = element('div', {className: 'panel', role: 'status', 'aria-live': 'polite'});
let current = null;

if (root) {
  root.append(zone, panel);
  input.addEventListener('change', () => { offer(chosen(input)); input.value = ''; });
  // anywhere on the page: it moves while it is live, and a folder that is dropped beside the zone must not replace it
  window.addEventListener('dragover', event => {
    if (event.dataTransfer.types.includes('Files')) {
      event.preventDefault();
      zone.classList.add('over');
    }
  });
  window.addEventListener('dragleave', () => zone.classList.remove('over'));
  window.addEventListener('drop', async event => {
    if (event.dataTransfer.types.includes('Files')) {
      event.preventDefault();
      zone.classList.remove('over');
      offer(await dropped(event.dataTransfer));
    }
  });
  window.addEventListener('beforeunload', event => {
    if (current) {
      event.preventDefault();
    }
  });
}

function say(...children) {
  panel.replaceChildren(...children);
}

function fault(e) {
  return element('p', {className: 'bad', role: 'alert'}, e.message);
}

/** The folder's own name is the first part of every path. */
async function offer(files) {
  const folders = new Set(files.map(file => file.path.split('/')[0]));
  if (files.length === 0 || folders.size !== 1 || files.some(file => !file.path.includes('/'))) {
    say(element('p', {className: 'bad', role: 'alert'}, files.length === 0
        ? 'The folder is empty. Choose the folder in which dataset.json lies.'
        : 'Choose one folder, the one in which dataset.json lies, and no single files. Nothing was sent.'));
    return;
  }
  const folder = [...folders][0];
  const inside = files.map(file => new Offered(file.path.slice(folder.length + 1), file.file));
  const kits = inside.some(file => file.path === 'data/kits.json') && !inside.some(file => file.path === 'dataset.json');
  await check(kits ? 'Task040_KiTS' : folder.normalize('NFC'), inside);
}

async function check(name, files) {
  say(element('p', {}, `Checking the names of ${counted(files.length, 'file')} …`));
  let found;
  try {
    const documents = {};
    for (const file of files.filter(f => DOCUMENTS.includes(f.path))) {
      documents[file.path] = await file.file.text();
    }
    found = await json(`/uploads/datasets/${path(name)}/check`,
        {files: files.map(file => ({path: file.path, size: file.size})), documents});
  } catch (e) {
    say(fault(e), renamed(name, files));
    return;
  }
  const useful = new Set(found.files);
  const offered = files.filter(file => useful.has(file.path));
  const faults = faultList(found);
  if (!found.mayBeSent) {
    say(element('p', {className: 'bad', role: 'alert'}, element('b', {}, 'Nothing was sent. '),
        `The folder ${name} cannot be used as it is:`), faults);
    return;
  }
  const comparing = element('p', {}, 'Comparing with what the store holds …');
  say(comparing);
  const kept = await same(offered, found.there, (done, of) => { comparing.textContent = `Comparing file ${done} of ${of} with the store …`; });
  propose(name, files, offered, found, kept, faults);
}

function propose(name, files, offered, found, kept, faults) {
  const open = offered.filter(file => !kept.has(file.path));
  const total = open.reduce((sum, file) => sum + file.size, 0);
  const replaced = found.there.length - kept.size;
  const facts = element('ul', {});
  if (open.length > 0) {
    facts.append(element('li', {}, `${counted(open.length, 'file')} to send, ${bytes(total)}`));
  }
  if (kept.size > 0) {
    facts.append(element('li', {}, `${counted(kept.size, 'file')} in the store already with the same content`));
  }
  if (replaced > 0) {
    facts.append(element('li', {className: 'warn'}, `${counted(replaced, 'file')} of the store will be replaced`));
  }
  if (found.others > 0) {
    facts.append(element('li', {className: 'warn'}, `the store holds ${counted(found.others, 'more file')} of ${name}, which stay: `
        + found.someOthers.join(', ') + (found.others > found.someOthers.length ? ', …' : '')));
  }
  if (found.leftAlone.length > 0) {
    facts.append(element('li', {}, `${counted(found.leftAlone.length, 'file')} that no dataset needs: `
        + found.leftAlone.slice(0, 3).join(', ') + (found.leftAlone.length > 3 ? ', …' : '')));
  }
  if (open.length === 0) {
    say(element('p', {}, element('b', {}, name), ': all is in the store already. ', link(name)), facts);
    return;
  }
  const go = button(replaced > 0 ? 'Replace and send' : 'Send', () => send(name, files, open, total), {className: 'primary'});
  say(element('p', {}, element('b', {}, name), ' can be sent.'), facts, faults,
      element('p', {className: 'row'}, go, button('Not now', () => say())));
  go.focus();
}

async function send(name, files, open, total) {
  const began = performance.now();
  const bar = element('progress', {max: Math.max(total, 1), value: 0, ariaLabel: `Upload of ${name}`});
  const text = element('span', {className: 'number'}, 'beginning …');
  let shown = 0;
  const sending = new Sending(`/uploads/datasets/${path(name)}/address`, ({files: done, bytes: sent}) => {
    bar.value = sent;
    const now = performance.now();
    if (now - shown > 200 || done === open.length) {
      shown = now;
      const seconds = (now - began) / 1000;
      text.textContent = `${done} of ${counted(open.length, 'file')}, ${bytes(sent)} of ${bytes(total)}`
          + (sent > 0 && seconds > 3 ? `, ${bytes(sent / seconds)}/s, ${duration((total - sent) / (sent / seconds))} left` : '');
    }
  });
  current = sending;
  const stop = button('Stop', () => sending.stop());
  panel.setAttribute('aria-live', 'off');
  say(element('p', {}, 'Sending ', element('b', {}, name)), element('p', {className: 'row'}, bar, text, stop));
  try {
    await sending.send(open);
    say(element('p', {className: 'good'}, element('b', {}, name), `: all ${counted(open.length, 'file')} are in the store. `
        + 'The pipeline starts by itself in a few seconds. ', link(name)));
  } catch (e) {
    say(fault(e), element('p', {className: 'row'}, button('Go on', () => check(name, files), {className: 'primary'}),
        button('Not now', () => say())));
  } finally {
    current = null;
    panel.setAttribute('aria-live', 'polite');
  }
}

function link(name) {
  return element('a', {href: `/ui/datasets/${path(name)}`}, `Open ${name}`);
}

/** A folder's name that can be no dataset's is asked for again. */
function renamed(name, files) {
  const field = element('input', {type: 'text', value: name, ariaLabel: 'Name of the dataset'});
  return element('p', {className: 'row'}, field, button('Check again', () => check(field.value, files)));
}

function faultList(found) {
  if (found.faultCount === 0) {
    return '';
  }
  const list = element('ul', {className: 'faults'});
  for (const f of found.faults.slice(0, SHOWN)) {
    list.append(element('li', {className: f.severity.toLowerCase() === 'error' ? 'bad' : 'warn'},
        element('b', {}, [f.caseId, f.file].filter(place => place).join(', ') || 'The folder'), `: found ${f.seen}, expected ${f.expected}. What to do: ${f.mend}.`));
  }
  if (found.faultCount > SHOWN) {
    list.append(element('li', {}, `and ${found.faultCount - SHOWN} more`));
  }
  return list;
}
