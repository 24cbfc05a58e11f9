// Dice against volume, drawn from what the part of the results holds: a point is a case. A range that is dragged is zoomed
// into, a double click shows all again, a name in the legend hides its class. Names are only ever set as text.

import {element, path} from '/ui/dom.js';

const WIDEST = 1100;
const HEIGHT = 360;
const DOT = 9;
const NEAR = 30; // CSS pixels within which a point is meant
const style = getComputedStyle(document.body); // always that of now
const scheme = matchMedia('(prefers-color-scheme: dark)');
const charts = [];

/** Every point, by volume: a chart has one ascending axis for all classes. */
function pointsOf(classes) {
  return classes.flatMap((of, k) => of.referenceMl.map((ml, i) => ({k, ml, dice: of.dice[i], predicted: of.predictionMl[i],
    caseId: of.cases[i], name: of.name}))).sort((a, b) => a.ml - b.ml);
}

const width = place => Math.min(WIDEST, Math.max(320, place.clientWidth));

function draw(place) {
  const classes = JSON.parse(place.dataset.points);
  const colorOf = of => scheme.matches ? of.onDark : of.color;
  const points = pointsOf(classes);
  const ring = element('span', {className: 'ring', hidden: true});
  const told = element('p', {className: 'told', role: 'status', 'aria-live': 'polite'}, 'A point is a case. Point at one, or go from one to the next with the arrow keys; Enter or a click keeps it.');
  let at = -1;
  let kept = false;
  const axis = {stroke: () => style.color, grid: {stroke: () => style.getPropertyValue('--line'), width: 1}, ticks: {show: false}};
  const chart = new uPlot({
    title: 'Dice against the volume of the reference', width: width(place), height: HEIGHT,
    scales: {x: {time: false, distr: 3}, y: {range: [-0.03, 1.03]}},
    axes: [{...axis, label: 'ml in the reference (logarithmic)'}, {...axis, label: 'Dice', size: 64}],
    legend: {live: false}, cursor: {points: {show: false}, drag: {x: true, y: false}, y: false},
    hooks: {draw: [() => mark()]},
    series: [{label: 'ml'}, ...classes.map(of => ({label: of.name, stroke: () => colorOf(of), paths: () => null,
      points: {show: true, size: DOT, fill: () => `${colorOf(of)}d0`, width: 0}}))],
  }, [points.map(p => p.ml), ...classes.map((_, k) => points.map(p => p.k === k ? p.dice : null))], place);
  chart.over.append(ring);
  chart.over.tabIndex = 0;
  chart.over.setAttribute('role', 'application');
  chart.over.setAttribute('aria-label', 'Cases by volume; arrow keys go from one to the next');
  place.append(told);
  window.addEventListener('resize', () => chart.setSize({width: width(place), height: HEIGHT}));
  charts.push(chart);

  const isSeen = p => chart.series[p.k + 1].show && p.ml >= chart.scales.x.min && p.ml <= chart.scales.x.max;
  const left = p => chart.valToPos(p.ml, 'x');
  const top = p => chart.valToPos(p.dice, 'y');

  function mark() {
    const p = points[at];
    ring.hidden = !p || !isSeen(p);
    if (!ring.hidden) {
      ring.style.left = `${left(p)}px`;
      ring.style.top = `${top(p)}px`;
    }
  }

  function tell(index) {
    at = index;
    mark();
    const p = points[at];
    if (p) {
      told.replaceChildren(element('a', {href: place.dataset.cases + path(p.caseId)}, p.caseId),
          `, ${p.name}: Dice ${p.dice.toFixed(4)}, ${+p.ml.toPrecision(3)} ml in the reference, ${+p.predicted.toPrecision(3)} ml in the prediction`);
    }
  }

  function nearest(event) {
    let best = -1;
    let least = NEAR;
    points.forEach((p, i) => {
      const distance = isSeen(p) ? Math.hypot(left(p) - event.offsetX, top(p) - event.offsetY) : Infinity;
      if (distance < least) {
        least = distance;
        best = i;
      }
    });
    return best;
  }

  chart.over.addEventListener('mousemove', event => {
    const found = kept ? -1 : nearest(event);
    if (found >= 0 && found !== at) {
      tell(found);
    }
  });
  chart.over.addEventListener('click', event => {
    const found = nearest(event);
    kept = found >= 0;
    if (kept) {
      tell(found);
    }
  });
  chart.over.addEventListener('keydown', event => {
    const step = {ArrowRight: 1, ArrowLeft: -1}[event.key];
    if (event.key === 'Enter' && at >= 0) {
      told.querySelector('a').focus();
    } else if (step) {
      event.preventDefault();
      kept = true;
      for (let i = at + step; i >= 0 && i < points.length; i += step) {
        if (isSeen(points[i])) {
          tell(i);
          break;
        }
      }
    }
  });
}

function drawAll(root) {
  root.querySelectorAll('.scatter:empty').forEach(draw);
}

scheme.addEventListener('change', () => charts.forEach(one => one.redraw(false, true)));
document.body.addEventListener('htmx:load', event => drawAll(event.detail.elt));
drawAll(document);
