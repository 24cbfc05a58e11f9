// Tells the live parts of the page, by the event "moved" of the body, that something has moved: at most once in a while, and
// always after the last event, so that no part stays behind. It tells so, too, when the connection to the service is open
// (again), and when a page is looked at again.

const LEAST = 700; // ms between two
const known = new WeakSet();
let told = -LEAST;
let timer = null;
let isBehind = false;

function tell() {
  timer = null;
  isBehind = document.hidden;
  if (!isBehind) {
    told = performance.now();
    document.body.dispatchEvent(new CustomEvent('moved'));
  }
}

function moved() {
  timer ??= setTimeout(tell, Math.max(0, told + LEAST - performance.now()));
}

document.body.addEventListener('htmx:sseOpen', event => {
  const {source} = event.detail;
  if (!known.has(source)) {
    known.add(source);
    source.addEventListener('moved', moved);
  }
  moved();
});
document.addEventListener('visibilitychange', () => {
  if (isBehind && !document.hidden) {
    moved();
  }
});
