// Three linked planes of a case. All pictures come from the REST resources of the case; nothing is computed here but
// where they go. Names of cases, labels and configurations are only ever set as text.

import {button, element, json, path} from '/ui/dom.js';

const root = document.getElementById('viewer');
const base = root.dataset.base ?? `/datasets/${path(root.dataset.dataset)}/cases/${path(root.dataset.case)}`;
const VERSION = new URLSearchParams(location.search).get('version');
const AGAIN = 400; // ms after which a picture is asked for again that the service had no time for
const TRIES = 8;
const GAP = 16;
const LEAST_SIDE = 280;
const side = () => Math.max(LEAST_SIDE, Math.floor((root.clientWidth - 1 - 2 * GAP) / 3)); // CSS pixels of a frame; clientWidth may be rounded up
const FILLED = 0.5; // opacity of the reference beside the prediction's
const KEPT = 60; // pictures that are asked for ahead and kept

try {
  new Viewer(await json(VERSION ? `${base}?version=${path(VERSION)}` : base)).start();
} catch (e) {
  root.append(element('p', {className: 'bad', role: 'alert'}, e.message));
}

function labelled(text, control) {
  return element('label', {}, `${text} `, control);
}

function select(options, chosen) {
  const control = element('select');
  for (const [value, text] of options) {
    control.append(element('option', {value, selected: value === chosen}, text));
  }
  return control;
}

/** Where a voxel's index along a dimension is on a plane's edge, and back: the same step both ways. */
function flip(index, count, flipped) {
  return flipped ? count - 1 - index : index;
}

function Viewer(info) {
  const cursor = info.shape.map(n => Math.floor((n - 1) / 2)); // x, y, z
  const state = {low: info.window.low, high: info.window.high, channel: 0, zoom: 1, reference: 'fill',
    prediction: 'outline', difference: false, opacity: 0.8, of: info.predictions[0]};
  const ahead = new Map();
  const panes = info.planes.map(plane => new Pane(plane));
  const readout = element('output', {className: 'readout', 'aria-live': 'off'});
  const scores = element('div', {className: 'scores'});
  const status = element('p', {className: 'warn', role: 'status'});
  const difference = element('input', {type: 'checkbox'});
  let windows;
  const lesions = element('span', {className: 'row'});
  const differences = element('ul', {className: 'legend', ariaLabel: 'Colours of the difference', hidden: true});
  let readingVoxel = 0;
  let found = [];
  let shown = -1;

  this.start = () => {
    root.append(controls(), element('div', {className: 'panes'}, ...panes.map(p => p.figure)), readout, legend(), differences, scores, status);
    for (const kind of info.differences) {
      differences.append(element('li', {}, swatch(kind.color), kind.name));
    }
    root.addEventListener('keydown', shortcut);
    const fit = () => panes.forEach(p => p.fit());
    fit();
    window.addEventListener('resize', fit);
    showScores();
    moved();
    loadLesions();
  };

  function controls() {
    windows = select(info.windows.map((w, i) => [String(i), w.name]), '0');
    windows.addEventListener('change', () => setWindow(info.windows[windows.value].low, info.windows[windows.value].high));
    const bar = element('div', {className: 'controls', role: 'group', ariaLabel: 'Display'}, labelled('Window', windows));
    if (info.channels.length > 1) {
      const channels = select(info.channels.map((name, i) => [String(i), name]), '0');
      channels.addEventListener('change', () => { state.channel = Number(channels.value); redraw(); });
      bar.append(labelled('Channel', channels));
    }
    if (info.versions.length > 1) {
      const versions = select(info.versions.map((name, i) => [name, i === 0 ? `${name} (newest)` : name]), info.version);
      versions.addEventListener('change', () => location.assign(`?version=${path(versions.value)}`));
      bar.append(labelled('Version', versions));
    }
    const ways = [['outline', 'outline'], ['fill', 'fill'], ['none', 'hidden']];
    if (info.hasReference) {
      const reference = select(ways, state.reference);
      reference.addEventListener('change', () => { state.reference = reference.value; redraw(); });
      bar.append(labelled('Reference', reference));
    }
    if (info.predictions.length > 0) {
      const of = select(info.predictions.map((p, i) => [String(i), p.fold === '' ? p.configuration : `${p.configuration} fold ${p.fold}`]), '0');
      of.addEventListener('change', () => { state.of = info.predictions[of.value]; showScores(); redraw(); loadLesions(); });
      const prediction = select(ways, state.prediction);
      prediction.addEventListener('change', () => { state.prediction = prediction.value; redraw(); });
      bar.append(labelled('Prediction', prediction));
      if (info.predictions.length > 1 || info.hasReference) {
        bar.append(labelled('of', of));
      }
      if (info.hasReference) {
        difference.addEventListener('change', () => {
          state.difference = difference.checked;
          differences.hidden = !state.difference;
          redraw();
        });
        bar.append(labelled('Difference', difference), button('Worst slices', toWorst));
      }
    }
    bar.append(lesions);
    const opacity = element('input', {type: 'range', min: '0', max: '1', step: '0.05', value: String(state.opacity)});
    opacity.addEventListener('input', () => { state.opacity = Number(opacity.value); panes.forEach(p => p.fade()); });
    const zoom = element('input', {type: 'range', min: '1', max: '8', step: '0.25', value: '1'});
    zoom.addEventListener('input', () => { state.zoom = Number(zoom.value); panes.forEach(p => p.place()); });
    bar.append(labelled('Opacity', opacity), labelled('Zoom', zoom));
    return bar;
  }

  function legend() {
    const list = element('ul', {className: 'legend', ariaLabel: 'Colours'});
    for (const label of info.labels) {
      list.append(element('li', {}, swatch(label.color), `${label.value} ${label.name}`));
    }
    list.append(element('li', {className: 'keys'}, 'Wheel or arrow keys: slices. Click, or Ctrl and arrow keys: move the cross. '
        + 'Drag with the right button, or [ ] and , . keys: width and level of the window; 1 to 9: presets. '
        + 'Drag with Shift, or Shift and arrow keys: move the picture. Ctrl and wheel, or + and −: zoom. '
        + 'N and P: next and previous lesion. W: worst slices. D: difference.'));
    return list;
  }

  function swatch(color) {
    const made = element('span', {className: 'swatch'});
    made.style.backgroundColor = color;
    return made;
  }

  /** Connected components of the reference, by label, the largest first. */
  async function loadLesions() {
    lesions.replaceChildren();
    if (!info.hasReference) {
      return;
    }
    try {
      found = await json(`${base}/lesions?${state.of ? fold() : new URLSearchParams({version: info.version})}`);
    } catch (e) {
      status.textContent = e.message;
      return;
    }
    if (found.length === 0) {
      return;
    }
    const numbers = new Map();
    const list = select(found.map((lesion, i) => {
      numbers.set(lesion.label, (numbers.get(lesion.label) ?? 0) + 1);
      return [String(i), `${lesion.name} ${numbers.get(lesion.label)}: ${lesion.ml.toFixed(2)} ml`
          + (lesion.found == null ? '' : `, ${Math.round(100 * lesion.found)} % found`)];
    }), String(Math.max(shown, 0)));
    list.addEventListener('change', () => toLesion(Number(list.value)));
    lesions.append(labelled('Lesion', list), button('Previous', () => toLesion(shown - 1)), button('Next', () => toLesion(shown + 1)));
  }

  function toLesion(index) {
    if (found.length === 0) {
      return;
    }
    shown = (index + found.length) % found.length;
    lesions.querySelector('select').value = String(shown);
    const lesion = found[shown];
    [lesion.x, lesion.y, lesion.z].forEach((at, d) => { cursor[d] = at; });
    moved();
  }

  function zoomBy(factor) {
    state.zoom = Math.min(8, Math.max(1, state.zoom * factor));
    panes.forEach(p => p.place());
  }

  /** Keys that mean the same wherever the focus is, but in a field. */
  function shortcut(event) {
    if (event.target.matches('input[type=text], select') || event.ctrlKey || event.altKey || event.metaKey) {
      return;
    }
    const width = state.high - state.low;
    const level = (state.high + state.low) / 2;
    const preset = Number(event.key);
    const actions = {
      '+': () => zoomBy(1.25), '-': () => zoomBy(1 / 1.25),
      '[': () => setWindow(level - width * 0.45, level + width * 0.45), ']': () => setWindow(level - width * 0.55, level + width * 0.55),
      ',': () => setWindow(state.low - width * 0.05, state.high - width * 0.05), '.': () => setWindow(state.low + width * 0.05, state.high + width * 0.05),
      n: () => toLesion(shown + 1), p: () => toLesion(shown - 1),
      w: () => { if (state.of && info.hasReference) { toWorst(); } },
      d: () => { if (state.of && info.hasReference) { difference.click(); } },
    };
    if (preset >= 1 && preset <= info.windows.length) {
      windows.value = String(preset - 1);
      setWindow(info.windows[preset - 1].low, info.windows[preset - 1].high);
    } else if (event.key in actions) {
      actions[event.key]();
    } else {
      return;
    }
    event.preventDefault();
  }

  function showScores() {
    scores.replaceChildren();
    if (state.of && info.hasReference) {
      const entries = Object.entries(state.of.dice);
      scores.append(entries.length === 0 ? 'The prediction is not evaluated yet.' : 'Dice: '
          + entries.map(([name, dice]) => `${name} ${dice == null ? '–' : dice.toFixed(3)}`).join(', '));
    }
  }

  async function toWorst() {
    const answer = await fetch(`${base}/worst?${fold()}`);
    const worst = answer.ok ? await answer.json() : {};
    for (const pane of panes) {
      const found = worst[pane.plane.plane];
      if (found) {
        cursor[pane.plane.across] = found.index;
      }
    }
    status.textContent = Object.keys(worst).length === 0 ? 'Prediction and reference do not differ.' : '';
    moved();
  }

  function fold() {
    return new URLSearchParams({version: info.version, configuration: state.of.configuration, fold: state.of.fold});
  }

  function setWindow(low, high) {
    state.low = low;
    state.high = high;
    redraw();
  }

  function redraw() {
    panes.forEach(p => p.draw());
    readVoxel();
  }

  function moved() {
    redraw();
    panes.forEach(p => p.mark());
  }

  async function readVoxel() {
    const asked = ++readingVoxel;
    const query = new URLSearchParams({version: info.version, channel: state.channel, x: cursor[0], y: cursor[1], z: cursor[2]});
    if (state.of) {
      query.set('configuration', state.of.configuration);
      query.set('fold', state.of.fold);
    }
    const answer = await fetch(`${base}/voxel?${query}`);
    if (!answer.ok || asked !== readingVoxel) {
      return;
    }
    const voxel = await answer.json();
    const mm = info.affine.map(row => row[0] * cursor[0] + row[1] * cursor[1] + row[2] * cursor[2] + row[3]);
    const name = value => value == null ? '–' : value === 0 ? 'background' : (info.labels.find(l => l.value === value) ?? {name: value}).name;
    readout.textContent = `voxel ${cursor.join(', ')} · ${mm.map(v => v.toFixed(1)).join(', ')} mm (right, anterior, superior) · `
        + `value ${Number(voxel.value.toPrecision(6))} · reference ${name(voxel.reference)} · prediction ${name(voxel.prediction)}`;
  }

  function Pane(plane) {
    this.plane = plane;
    const wanted = new Map(); // what each layer shall show
    const image = layer('image');
    const reference = layer('labels reference');
    const prediction = layer('labels prediction');
    const stack = element('div', {className: 'stack'}, image, reference, prediction,
        element('div', {className: 'line vertical'}), element('div', {className: 'line horizontal'}));
    const frame = element('div', {className: 'frame', tabIndex: 0, role: 'img',
      ariaLabel: `${plane.plane} slices; arrow keys go to the next one`}, stack,
        ...['left', 'right', 'top', 'bottom'].map(side => element('b', {className: `side ${side}`, 'aria-hidden': 'true'}, plane[side])));
    const slider = element('input', {type: 'range', min: '0', max: String(plane.slices - 1), step: '1', ariaLabel: `${plane.plane} slice`});
    const caption = element('span');
    this.figure = element('figure', {}, frame, element('figcaption', {}, `${plane.plane} `, slider, ' ', caption));
    const width = plane.width * plane.columnMm;
    const height = plane.height * plane.rowMm;
    let pan = [0, 0];

    /** All three planes fit beside each other where the window is wide enough. */
    this.fit = () => {
      const scale = side() / Math.max(width, height);
      stack.style.width = `${width * scale}px`;
      stack.style.height = `${height * scale}px`;
      frame.style.width = frame.style.height = `${side()}px`;
    };

    function layer(name) {
      let tries = {of: null, left: 0};
      const made = element('img', {className: name, alt: '', draggable: false});
      made.addEventListener('error', () => {
        const lost = made.getAttribute('src');
        made.removeAttribute('src');
        if (tries.of === lost && tries.left === 0) {
          return;
        }
        tries = {of: lost, left: tries.of === lost ? tries.left - 1 : TRIES};
        setTimeout(() => {
          if (wanted.get(made) === lost && !made.hasAttribute('src')) {
            made.src = lost;
          }
        }, AGAIN);
      });
      return made;
    }

    const address = index => `${base}/image/${plane.plane}/${index}?`
        + new URLSearchParams({version: info.version, channel: state.channel, low: state.low, high: state.high});

    const labels = (of, way, index) => `${base}/labels/${plane.plane}/${index}?`
        + (state.of && of !== 'reference' ? fold() : new URLSearchParams({version: info.version})) + `&of=${of}&outline=${way === 'outline'}`;

    function set(img, source) {
      wanted.set(img, source);
      if (source === null) {
        img.removeAttribute('src');
      } else if (img.getAttribute('src') !== source) {
        img.src = source;
      }
    }

    this.draw = () => {
      const index = cursor[plane.across];
      set(image, address(index));
      set(reference, info.hasReference && state.reference !== 'none' && !state.difference ? labels('reference', state.reference, index) : null);
      set(prediction, !state.of ? null : state.difference ? labels('difference', 'fill', index)
          : state.prediction !== 'none' ? labels('prediction', state.prediction, index) : null);
      slider.value = String(index);
      caption.textContent = `${index + 1} of ${plane.slices}`;
      for (const next of [index + 1, index - 1]) {
        if (next >= 0 && next < plane.slices && !ahead.has(address(next))) {
          const kept = new Image();
          kept.src = address(next);
          ahead.set(address(next), kept);
          if (ahead.size > KEPT) {
            ahead.delete(ahead.keys().next().value);
          }
        }
      }
      this.fade();
    };

    this.fade = () => {
      reference.style.opacity = String(state.opacity * (state.reference === 'fill' ? FILLED : 1));
      prediction.style.opacity = String(state.opacity);
    };

    this.place = () => {
      stack.style.transform = `translate(${pan[0]}px, ${pan[1]}px) scale(${state.zoom})`;
    };

    this.mark = () => {
      const column = flip(cursor[plane.columns], plane.width, plane.columnsFlipped);
      const row = flip(cursor[plane.rows], plane.height, plane.rowsFlipped);
      stack.querySelector('.vertical').style.left = `${(column + 0.5) / plane.width * 100}%`;
      stack.querySelector('.horizontal').style.top = `${(row + 0.5) / plane.height * 100}%`;
    };

    const step = by => {
      const to = Math.min(Math.max(cursor[plane.across] + by, 0), plane.slices - 1);
      if (to !== cursor[plane.across]) {
        cursor[plane.across] = to;
        moved();
      }
    };

    slider.addEventListener('input', () => { cursor[plane.across] = Number(slider.value); moved(); });
    /** Moves the cross inside the plane by whole voxels, as seen on the page. */
    const shift = (columns, rows) => {
      const along = (dimension, by, count, flipped) => {
        cursor[dimension] = Math.min(Math.max(cursor[dimension] + (flipped ? -by : by), 0), count - 1);
      };
      along(plane.columns, columns, plane.width, plane.columnsFlipped);
      along(plane.rows, rows, plane.height, plane.rowsFlipped);
      moved();
    };

    frame.addEventListener('keydown', event => {
      const arrows = {ArrowUp: [0, -1], ArrowDown: [0, 1], ArrowLeft: [-1, 0], ArrowRight: [1, 0]};
      const steps = {ArrowUp: 1, ArrowRight: 1, ArrowDown: -1, ArrowLeft: -1, PageUp: 10, PageDown: -10};
      if (!(event.key in steps)) {
        return;
      }
      event.preventDefault();
      const arrow = arrows[event.key];
      if (event.shiftKey && arrow) {
        pan = [pan[0] - 20 * arrow[0], pan[1] - 20 * arrow[1]];
        this.place();
      } else if (event.ctrlKey && arrow) {
        shift(...arrow);
      } else {
        step(steps[event.key]);
      }
    });
    frame.addEventListener('wheel', event => {
      event.preventDefault();
      if (event.ctrlKey) {
        zoomBy(event.deltaY < 0 ? 1.1 : 1 / 1.1);
      } else {
        step(event.deltaY < 0 ? 1 : -1);
      }
    }, {passive: false});
    frame.addEventListener('contextmenu', event => event.preventDefault());

    const cross = event => {
      const box = stack.getBoundingClientRect();
      const column = Math.floor((event.clientX - box.left) / box.width * plane.width);
      const row = Math.floor((event.clientY - box.top) / box.height * plane.height);
      if (column >= 0 && row >= 0 && column < plane.width && row < plane.height) {
        cursor[plane.columns] = flip(column, plane.width, plane.columnsFlipped);
        cursor[plane.rows] = flip(row, plane.height, plane.rowsFlipped);
        moved();
      }
    };

    let drag = null;
    frame.addEventListener('pointerdown', event => {
      frame.setPointerCapture(event.pointerId);
      frame.focus({preventScroll: true});
      drag = {kind: event.button === 2 ? 'window' : event.shiftKey ? 'pan' : 'cross', x: event.clientX, y: event.clientY,
        low: state.low, high: state.high, pan: [...pan]};
      if (drag.kind === 'cross') {
        cross(event);
      }
    });
    frame.addEventListener('pointermove', event => {
      if (!drag) {
        return;
      }
      const dx = event.clientX - drag.x;
      const dy = event.clientY - drag.y;
      if (drag.kind === 'cross') {
        cross(event);
      } else if (drag.kind === 'pan') {
        pan = [drag.pan[0] + dx, drag.pan[1] + dy];
        this.place();
      } else { // to the right: wider; down: darker
        const range = drag.high - drag.low;
        const half = Math.max(range / 2 * (1 + dx / 200), range / 1000);
        const level = (drag.low + drag.high) / 2 + dy * range / 400;
        setWindow(level - half, level + half);
      }
    });
    for (const end of ['pointerup', 'pointercancel']) {
      frame.addEventListener(end, () => { drag = null; });
    }
  }
}
