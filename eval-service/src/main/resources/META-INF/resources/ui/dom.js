// What all scripts of the page share: elements whose text is only ever text, faults of requests, and how things are written.

/** Makes an element. Properties that the element knows are set, others become attributes; strings become text. */
export function element(name, properties = {}, ...children) {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(properties)) {
    if (key in made) {
      made[key] = value;
    } else {
      made.setAttribute(key, value);
    }
  }
  made.append(...children);
  return made;
}

export function button(text, onClick, properties = {}) {
  const made = element('button', {type: 'button', ...properties}, text);
  made.addEventListener('click', onClick);
  return made;
}

export const isReadOnly = document.body.dataset.readOnly === 'true';

/** Whether trainings may be steered, dead letters replayed and dropped, and datasets deleted from here. */
export const isOperated = document.body.dataset.operated === 'true';

/** A request that the service has refused, with what it says. */
export class Refusal extends Error {
  constructor(status, detail) {
    super(detail);
    this.status = status;
  }
}

/** JSON of a resource; a Refusal where the service answers with a fault or not at all. */
export async function json(address, body, method = body === undefined ? 'GET' : 'POST') {
  const options = {method};
  if (body !== undefined) {
    options.headers = {'Content-Type': 'application/json'};
    options.body = JSON.stringify(body);
  }
  let answer;
  try {
    answer = await fetch(address, options);
  } catch (e) {
    throw new Refusal(0, 'The service does not answer. The page goes on when it is back.');
  }
  const text = await answer.text();
  let value = {};
  try {
    value = text === '' ? {} : JSON.parse(text);
  } catch (e) {
    throw new Refusal(answer.status, `The service answers ${answer.status} with what is no JSON.`);
  }
  if (!answer.ok) {
    throw new Refusal(answer.status, value.detail ?? `The service answers ${answer.status}.`);
  }
  return value;
}

/** Such as 1.2 GB. */
export function bytes(count) {
  const units = ['B', 'kB', 'MB', 'GB', 'TB'];
  let value = count;
  let unit = 0;
  while (value >= 1000 && unit < units.length - 1) {
    value /= 1000;
    unit++;
  }
  return `${unit === 0 || value >= 100 ? Math.round(value) : value.toFixed(1)} ${units[unit]}`;
}

/** Such as 1 h 05 min; a dash where there is none. */
export function duration(seconds) {
  if (seconds == null || !Number.isFinite(seconds)) {
    return '–';
  }
  const whole = Math.round(seconds);
  if (whole >= 3600) {
    return `${Math.floor(whole / 3600)} h ${String(Math.floor(whole % 3600 / 60)).padStart(2, '0')} min`;
  }
  return whole >= 60 ? `${Math.floor(whole / 60)} min ${whole % 60} s` : `${whole} s`;
}

/** Such as 1 file, 2 files. */
export function counted(count, one, many = `${one}s`) {
  return `${count.toLocaleString('en')} ${count === 1 ? one : many}`;
}

export const path = encodeURIComponent;
