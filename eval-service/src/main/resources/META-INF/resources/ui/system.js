// Store, broker, who works on what, and what waits: asked for every ten seconds while the page is looked at, as often as the
// service looks at them.

import {counted, duration, element, json, path} from '/ui/dom.js';

const root = document.getElementById('system');
const EVERY = 10000; // ms

await show();

async function show() {
  if (!document.hidden) {
    try {
      draw(await json('/system'));
    } catch (e) {
      root.replaceChildren(element('p', {className: 'bad', role: 'alert'}, e.message));
    }
  }
  setTimeout(show, EVERY);
}

function draw(state) {
  if (root.dataset.part === 'jobs') {
    root.replaceChildren(element('h2', {}, 'Now at work'), jobs(state));
    return;
  }
  const cards = element('ul', {className: 'cards'},
      card('Store', state.store), card('Broker', state.broker),
      element('li', {}, element('b', {}, 'Trainers'), element('br'),
          `${counted(state.jobs.length, 'job')} held, ${state.openJobs} open`));
  root.replaceChildren(cards, element('h2', {}, 'Who works on what'), jobs(state), element('h2', {}, 'What waits for whom'), groups(state));
}

function card(name, part) {
  return element('li', {}, element('b', {}, name), ' ', element('span', {className: `badge ${part.isUp ? 'up' : 'down'}`}, part.isUp ? 'up' : 'down'),
      element('br'), part.isUp ? `answers in ${part.millis} ms` : part.problem);
}

function jobs(state) {
  if (state.jobs.length === 0) {
    return element('p', {className: 'empty'}, state.openJobs === 0 ? 'No job is open.' : 'No trainer holds a job.');
  }
  const table = list('Trainer', 'Work', 'Dataset', 'What of it', 'Last heartbeat');
  for (const job of state.jobs) {
    const row = table.tBodies[0].insertRow();
    const age = (Date.parse(state.at) - Date.parse(job.heartbeat)) / 1000;
    row.append(element('td', {}, job.worker), element('td', {title: job.jobId}, job.work),
        element('td', {}, element('a', {href: `/ui/datasets/${path(job.dataset)}`}, job.dataset)), element('td', {}, job.unit),
        element('td', {className: age > 60 ? 'bad' : ''}, `${duration(Math.max(0, age))} ago`));
  }
  return table;
}

function groups(state) {
  if (state.groups.length === 0) {
    return element('p', {className: 'empty'}, 'The broker does not say.');
  }
  const table = list('Service', 'Readers', 'Waiting', 'On which topics');
  for (const group of state.groups) {
    const row = table.tBodies[0].insertRow();
    const waiting = group.topics.filter(topic => topic.waiting > 0);
    const sum = waiting.reduce((total, topic) => total + topic.waiting, 0);
    row.append(element('td', {}, group.group),
        element('td', {className: group.members.length === 0 ? 'bad' : ''}, group.members.length === 0 ? 'nobody reads' : group.members.join(', ')),
        element('td', {className: 'number'}, String(sum)),
        element('td', {}, waiting.map(topic => `${topic.topic} ${topic.waiting}`).join(', ') || '–'));
  }
  return table;
}

function list(...titles) {
  const table = element('table', {className: 'list'});
  const head = table.createTHead().insertRow();
  titles.forEach(title => head.append(element('th', {scope: 'col', className: title === 'Waiting' ? 'number' : ''}, title)));
  table.createTBody();
  return table;
}
