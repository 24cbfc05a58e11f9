// Curves of the trainings of a dataset, laid over each other: folds, and the folds of another version. When an epoch has
// ended, only what is new is asked for. A dragged range is zoomed into in all charts; a double click shows all again.

const root = document.getElementById('training');
if (root) {
  const name = encodeURIComponent(root.dataset.dataset);
  const GAP = 24;
  const HEIGHT = 280;
  // those of the labels, as lines on light and as areas; a test compares
  const ON_LIGHT = ['#9e3500', '#0288e3', '#969148', '#519670', '#cf65a8', '#073867', '#ad8f0c'];
  const ON_DARK = ['#d55e00', '#56b4e9', '#f0e442', '#009e73', '#cc79a7', '#0072b2', '#e69f00'];
  const DASHES = [undefined, [7, 4], [2, 3], [9, 3, 2, 3], [14, 4], [1, 5]];
  const MIB = 1048576;
  const PANELS = [
    ['Loss', () => [['training', e => e.trainLoss], ['validation', e => e.validationLoss]]],
    ['Pseudo Dice', fold => fold.classes.map((c, i) => [c, e => e.pseudoDice[i]])
        .concat([['moving average', e => e.emaPseudoDice]])],
    ['Dice per image', fold => fold.classes.map((c, i) => [c, e => e.perImageDice[i]])],
    ['Learning rate', () => [['', e => e.learningRate]]],
    ['Milliseconds a training step', () => [['', e => e.iterationsPerSecond > 0 ? 1000 / e.iterationsPerSecond : null]]],
    ['Share of time that waits for data', () => [['', e => e.dataWaitShare]]],
    ['Device memory, MiB', () => [['', e => e.deviceMemoryBytes == null ? null : e.deviceMemoryBytes / MIB]]],
  ];
  const folds = new Map(); // by version, configuration and fold
  let versions = ['']; // the newest, and one beside it
  let charts = [];
  let shown = ''; // what the charts are made of
  let asking = false;
  let again = false;
  const style = getComputedStyle(document.body); // always that of now
  const scheme = matchMedia('(prefers-color-scheme: dark)');

  const element = (tag, properties, ...children) => {
    const made = Object.assign(document.createElement(tag), properties);
    made.append(...children);
    return made;
  };
  const status = element('p', {className: 'empty'});
  const box = element('div', {id: 'charts'});
  const logs = element('div');
  const other = element('select', {ariaLabel: 'Lay another version over it'});
  const controls = element('p', {className: 'controls'}, element('label', {}, 'Beside the newest version: ', other));
  root.append(controls, status, box, logs);

  const ask = async version => {
    const query = new URLSearchParams();
    if (version) {
      query.set('version', version);
    }
    for (const fold of folds.values()) {
      if (fold.version === version) {
        query.append('known', `${fold.configuration}/${fold.fold}:${fold.epochs.length}`);
      }
    }
    const answer = await fetch(`/datasets/${name}/folds?${query}`);
    if (!answer.ok) {
      return false;
    }
    for (const part of await answer.json()) {
      const key = `${version}|${part.configuration}|${part.fold}`;
      const fold = folds.get(key) ?? {version, configuration: part.configuration, fold: part.fold, epochs: []};
      fold.classes = part.classes;
      fold.epochs.length = part.first;
      fold.epochs.push(...part.epochs);
      folds.set(key, fold);
    }
    return true;
  };

  const update = async () => {
    if (asking) {
      again = true;
      return;
    }
    asking = true;
    let answered = true;
    for (const version of versions) {
      answered = await ask(version).catch(() => false) && answered;
    }
    status.textContent = answered ? '' : 'The service gives no answer; it is asked again when something has moved.';
    draw();
    asking = false;
    if (again) {
      again = false;
      setTimeout(update, 1000);
    }
  };

  const begun = () => [...folds.values()].filter(fold => fold.epochs.length > 0 && versions.includes(fold.version));

  // uPlot's data and lines of a panel
  function series(of, make) {
    const longest = Math.max(...of.map(f => f.epochs.length));
    const data = [Array.from({length: longest}, (_, i) => i + 1)];
    const lines = [{label: 'epoch'}];
    const colors = scheme.matches ? ON_DARK : ON_LIGHT;
    of.forEach((fold, f) => make(fold).forEach(([label, value], s) => {
      data.push(Array.from({length: longest}, (_, i) => fold.epochs[i] ? value(fold.epochs[i]) ?? null : null));
      const several = of.length > 1;
      lines.push({
        label: `${fold.version ? fold.version.slice(0, 6) + ' ' : ''}${fold.configuration} ${fold.fold} ${label}`.trim(),
        width: label === 'moving average' ? 2.5 : 1.5,
        stroke: colors[(several ? f : s) % colors.length],
        dash: DASHES[(several ? s : Math.floor(s / colors.length)) % DASHES.length],
      });
    }));
    return [data, lines];
  }

  function draw() {
    const of = begun();
    if (of.length === 0) {
      status.textContent ||= 'No epoch has ended yet.';
      return;
    }
    // a panel without any value, such as that of the device's memory on a CPU, is left out
    const panels = PANELS.filter(([, make]) => of.some(fold => make(fold).some(([, value]) => fold.epochs.some(e => value(e) != null))));
    const now = of.map(f => `${f.version}|${f.configuration}|${f.fold}|${f.classes.length}`).concat(panels.map(([title]) => title)).join('\n');
    if (now === shown) { // the same lines have become longer: what is zoomed into stays
      panels.forEach(([, make], i) => charts[i].setData(series(of, make)[0], !charts[i].zoomed));
      return;
    }
    shown = now;
    charts.forEach(chart => chart.destroy());
    box.replaceChildren();
    charts = panels.map(([title, make]) => {
      const place = element('div', {className: 'chart'});
      box.append(place);
      return chart(place, title, ...series(of, make));
    });
    logs.replaceChildren(element('h2', {textContent: 'Logs'}), ...of.map(log));
  }

  const width = () => Math.max(320, Math.floor((root.clientWidth - GAP) / 2));

  function chart(place, title, data, lines) {
    const axis = {stroke: () => style.color, grid: {stroke: () => style.getPropertyValue('--line'), width: 1}, ticks: {show: false}};
    const epochs = {...axis, incrs: [1, 2, 5, 10, 20, 50, 100, 200, 500, 1000]};
    const made = new uPlot({
      title, width: width(), height: HEIGHT, series: lines,
      scales: {x: {time: false}, y: title.includes('Dice') || title.includes('Share') ? {range: shareRange} : {}}, axes: [epochs, {...axis, size: 64, values: (u, ticks) => ticks.map(tick => String(+tick.toPrecision(4)))}],
      cursor: {sync: {key: 'training', setSeries: false}, drag: {x: true, y: false}},
      hooks: {setSelect: [u => u.select.width > 0 && zoom(u.posToVal(u.select.left, 'x'), u.posToVal(u.select.left + u.select.width, 'x'))]},
    }, data, place);
    made.over.addEventListener('dblclick', () => zoom(null, null));
    made.over.tabIndex = 0;
    made.over.setAttribute('role', 'application');
    made.over.setAttribute('aria-label', `${title}; plus and minus zoom, arrow keys move, 0 shows all epochs`);
    made.over.addEventListener('keydown', event => zoomByKey(event, made.scales.x));
    return made;
  }

  /** Shares lie between 0 and 1, and all of them may be 0 for long. */
  function shareRange(u, min, max) {
    return [0, max > 0 ? Math.min(1, max * 1.1) : 1];
  }

  function zoomByKey(event, {min, max}) {
    const span = max - min;
    const last = Math.max(2, ...charts.map(one => one.data[0].length));
    const ranges = {
      '+': [min + span / 4, max - span / 4], '-': [min - span / 2, max + span / 2],
      ArrowLeft: [min - span / 4, max - span / 4], ArrowRight: [min + span / 4, max + span / 4], 0: [1, last],
    };
    if (event.ctrlKey || event.altKey || event.metaKey || !(event.key in ranges)) {
      return;
    }
    event.preventDefault();
    const [from, to] = ranges[event.key];
    const wide = Math.max(1, Math.min(to - from, last - 1));
    const begin = Math.min(Math.max(1, from), last - wide);
    zoom(...(wide >= last - 1 ? [null, null] : [begin, begin + wide]));
  }

  function zoom(min, max) {
    for (const one of charts) {
      one.zoomed = min !== null;
      one.setScale('x', min === null ? {min: 1, max: Math.max(2, one.data[0].length)} : {min, max});
    }
  }

  // Read when it is opened.
  function log(fold) {
    const text = element('pre', {className: 'document'});
    const made = element('details', {}, element('summary', {textContent: `${fold.configuration}, fold ${fold.fold} ${fold.version}`}), text);
    made.addEventListener('toggle', async () => {
      if (made.open) {
        const query = fold.version ? `?version=${encodeURIComponent(fold.version)}` : '';
        const answer = await fetch(`/datasets/${name}/folds/${encodeURIComponent(fold.configuration)}/${encodeURIComponent(fold.fold)}/log${query}`);
        text.textContent = answer.ok ? await answer.text() : 'There is no log.';
      }
    });
    return made;
  }

  const offer = async () => {
    const answer = await fetch(`/datasets/${name}/versions`);
    const listed = answer.ok ? await answer.json() : [];
    other.replaceChildren(element('option', {value: '', textContent: 'none'}),
        ...listed.slice(1).map(v => element('option', {value: v.version, textContent: `${v.version}, ${v.sealed}`})));
    controls.hidden = listed.length < 2;
  };
  other.addEventListener('change', () => {
    versions = other.value ? ['', other.value] : [''];
    update();
  });

  window.addEventListener('resize', () => charts.forEach(one => one.setSize({width: width(), height: HEIGHT})));
  scheme.addEventListener('change', () => {
    shown = '';
    draw();
  });
  document.body.addEventListener('moved', update);
  await offer();
  await update();
}
