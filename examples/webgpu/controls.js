/** What a visitor can choose: the loss, its hyperparameters, pausing and starting again. */
import { losses } from './losses.js';

const element = (id) => document.getElementById(id);

/** Calls `choose(loss)` now and whenever another loss is chosen; `first` is the name of the one to begin with. */
export function offerLosses(first, choose) {
  for (const loss of losses) {
    const label = document.createElement('label');
    const radio = Object.assign(document.createElement('input'), {
      type: 'radio',
      name: 'loss',
      value: loss.name,
    });
    radio.checked = loss.name === first;
    radio.addEventListener('change', () => choose(loss));
    const dot = Object.assign(document.createElement('span'), { className: 'dot' });
    dot.style.background = loss.colour;
    label.append(radio, loss.title, dot);
    element('losses').append(label);
  }
}

/** A slider for each hyperparameter, at its default; `change(params)` gets all of them. */
export function offerParams(ranges, defaults, change) {
  const params = { ...defaults };
  const sliders = Object.entries(ranges).map(([name, [min, max]]) => {
    const label = Object.assign(document.createElement('label'), { className: 'slider' });
    const shown = Object.assign(document.createElement('output'), { value: params[name] });
    const attributes = { type: 'range', min, max, step: (max - min) / 100, value: params[name] };
    const slider = Object.assign(document.createElement('input'), attributes);
    slider.addEventListener('input', () => {
      params[name] = slider.valueAsNumber;
      shown.value = slider.value;
      change({ ...params });
    });
    label.append(name, shown, slider);
    return label;
  });
  const legend = Object.assign(document.createElement('legend'), { textContent: 'Its hyperparameters' });
  element('params').replaceChildren(...(sliders.length > 0 ? [legend, ...sliders] : []));
}

export function onPause(toggle) {
  element('pause').addEventListener('click', () => {
    element('pause').textContent = toggle() ? 'Pause' : 'Go on';
  });
}

export const onRestart = (restart) => element('restart').addEventListener('click', restart);
