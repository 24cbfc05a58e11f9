// Curves of the trainings of a dataset, laid over each other; drawn anew when an epoch has ended.

const root = document.getElementById('training');
if (root) {
  const name = encodeURIComponent(root.dataset.dataset);
  const GAP = 24;
  const COLORS = ['#d55e00', '#0072b2', '#009e73', '#cc79a7', '#e69f00', '#56b4e9'];
  const PANELS = [
    ['Loss', fold => [['training', fold.epochs.map(e => e.trainLoss)], ['validation', fold.epochs.map(e => e.validationLoss)]]],
    ['Pseudo Dice', fold => fold.classes.map((c, i) => [c, fold.epochs.map(e => e.pseudoDice[i])])
        .concat([['moving average', fold.epochs.map(e => e.emaPseudoDice)]])],
    ['Learning rate', fold => [['', fold.epochs.map(e => e.learningRate)]]],
    ['Seconds an epoch', fold => [['', fold.epochs.map(e => e.seconds)]]],
    ['Share of time that waits for data', fold => [['', fold.epochs.map(e => e.dataWaitShare)]]],
  ];
  let drawing = false;
  let again = false;

  const draw = async () => {
    if (drawing) {
      again = true;
      return;
    }
    drawing = true;
    const answer = await fetch(`/datasets/${name}/folds`);
    if (answer.ok) {
      const folds = (await answer.json()).filter(fold => fold.epochs.length > 0);
      const charts = document.createDocumentFragment();
      for (const [title, series] of folds.length > 0 ? PANELS : []) {
        const box = document.createElement('div');
        box.className = 'chart';
        charts.append(box);
        chart(box, title, folds, series);
      }
      root.replaceChildren(charts);
      if (folds.length === 0) {
        root.textContent = 'No epoch has ended yet.';
      }
    }
    drawing = false;
    if (again) {
      again = false;
      setTimeout(draw, 1000);
    }
  };

  function chart(box, title, folds, series) {
    const longest = Math.max(...folds.map(f => f.epochs.length));
    const data = [Array.from({length: longest}, (_, i) => i + 1)];
    const lines = [{label: 'epoch'}];
    folds.forEach((fold, f) => series(fold).forEach(([label, values], s) => {
      data.push(Array.from({length: longest}, (_, i) => values[i] ?? null));
      lines.push({label: `${fold.configuration} ${fold.fold} ${label}`.trim(), width: 1.5,
        stroke: COLORS[(folds.length > 1 ? f : s) % COLORS.length], dash: folds.length > 1 && s > 0 ? [3 + 3 * s, 3] : undefined});
    }));
    const style = getComputedStyle(document.body);
    const axis = {stroke: style.color, grid: {stroke: style.getPropertyValue('--line'), width: 1}, ticks: {show: false}};
    const epochs = {...axis, incrs: [1, 2, 5, 10, 20, 50, 100, 200, 500, 1000]};
    new uPlot({title, width: Math.max(320, Math.floor((root.clientWidth - GAP) / 2)), height: 280, series: lines,
      scales: {x: {time: false}}, axes: [epochs, axis]}, data, box);
  }

  document.body.addEventListener('htmx:sseMessage', draw);
  await draw();
}
