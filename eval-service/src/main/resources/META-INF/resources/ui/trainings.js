// The trainings of a dataset: how far each is, and what can be wanted of it.

import {button, duration, element, isOperated, json, path} from '/ui/dom.js';

const root = document.getElementById('trainings');
if (root) {
  const address = `/datasets/${path(root.dataset.dataset)}/trainings`;
  const table = element('div');
  const message = element('p', {role: 'status', 'aria-live': 'polite'});
  root.append(table, message);
  let asked = 0;
  let confirming = null;

  const show = async () => {
    const mine = ++asked;
    let trainings;
    try {
      trainings = await json(address);
    } catch (e) {
      if (e.status !== 404) {
        message.className = 'bad';
        message.textContent = e.message;
      }
      return;
    }
    if (mine === asked && confirming === null) {
      draw(trainings);
    }
  };

  function draw(trainings) {
    const focused = document.activeElement?.dataset?.wish;
    if (trainings.length === 0) {
      table.replaceChildren(element('p', {className: 'empty'}, 'No training is planned yet.'));
      return;
    }
    const list = element('table', {className: 'list'});
    const head = list.createTHead().insertRow();
    const titles = ['Configuration', 'Fold', 'State', 'Epochs', 'Time left', ...(isOperated ? ['Actions'] : [])];
    titles.forEach(title => head.append(element('th', {scope: 'col'}, title)));
    const body = list.createTBody();
    for (const training of trainings) {
      const row = body.insertRow();
      row.append(element('td', {}, training.configuration), element('td', {}, training.fold),
          element('td', {title: training.reason}, badge(training.state), training.reason ? element('small', {}, ` ${training.reason}`) : ''),
          element('td', {className: 'meter'}, element('progress', {value: training.epoch, max: Math.max(training.epochs, 1),
            ariaLabel: 'Epochs'}), ` ${training.epoch} of ${training.epochs}`),
          element('td', {className: 'time-left'}, duration(training.etaSeconds)));
      if (isOperated) {
        row.append(element('td', {}, element('div', {className: 'row'}, ...actions(training))));
      }
    }
    table.replaceChildren(list, extension(trainings));
    if (focused) {
      table.querySelector(`[data-wish="${CSS.escape(focused)}"]`)?.focus();
    }
  }

  function badge(state) {
    return element('span', {className: `badge ${state}`}, state);
  }

  function actions(training) {
    if (!training.isOpen) {
      return [element('small', {}, training.state === 'failed' ? 'stopped' : '')];
    }
    const wish = (verb, text, properties = {}) =>
      button(text, () => act(training, verb), {'data-wish': `${training.id} ${verb}`, ...properties});
    return [
      training.isPaused ? wish('resume', 'Resume') : wish('pause', 'Pause'),
      button('Cancel', event => confirm(training, event.currentTarget.parentElement), {'data-wish': `${training.id} cancel`}),
    ];
  }

  /** A training that is cancelled is not taken up again by itself: asked twice. */
  function confirm(training, cell) {
    confirming = training.id;
    const back = () => { confirming = null; show(); };
    const no = button('Keep training', back);
    cell.replaceChildren('Cancel for good? Checkpoints stay. ',
        button('Cancel training', async () => { confirming = null; await act(training, 'cancel'); }, {className: 'danger'}), ' ', no);
    no.focus();
  }

  async function act(training, verb, query = '') {
    try {
      await json(`${address}/${path(training.id)}/${verb}${query}`, undefined, 'POST');
      message.className = '';
      message.textContent = {
        pause: `${training.configuration} fold ${training.fold} stops after its running step and a checkpoint.`,
        resume: `${training.configuration} fold ${training.fold} goes on.`,
        cancel: `${training.configuration} fold ${training.fold} is cancelled.`,
        extend: 'The experiment is written; a new version of the dataset goes on from these weights.',
      }[verb];
    } catch (e) {
      message.className = 'bad';
      message.textContent = e.message;
    }
    await show();
  }

  /** All folds of a version go on together. */
  function extension(trainings) {
    if (!isOperated || trainings.some(training => !['predicting', 'evaluated'].includes(training.state))) {
      return '';
    }
    const least = Math.max(...trainings.map(training => training.epochs)) + 1;
    const field = element('input', {type: 'number', min: String(least), value: String(least - 1 + Math.max(1, Math.round((least - 1) / 2))),
      ariaLabel: 'Epochs in all'});
    const form = element('form', {className: 'row'}, element('label', {}, 'Train all folds on, to ', field, ' epochs in all '),
        element('button', {type: 'submit'}, 'Extend'));
    form.addEventListener('submit', event => {
      event.preventDefault();
      act(trainings[0], 'extend', `?epochs=${Number(field.value)}`);
    });
    return form;
  }

  document.body.addEventListener('moved', show);
  setInterval(() => document.hidden || show(), 5000); // pausing is no event
  await show();
}
