/** Curves over the steps of training, in a plain canvas. */

const margin = { left: 44, right: 12, top: 12, bottom: 22 };

/**
 * Draws runs, each `{ colour, points: [[step, value], …] }`, the last one on top. The axes reach from 0 to `top`, or to the
 * largest value where there is none.
 */
export function drawCurves(canvas, runs, top) {
  const context = fit(canvas);
  const style = getComputedStyle(canvas);
  const { clientWidth: width, clientHeight: height } = canvas;
  const points = runs.flatMap((run) => run.points);
  const steps = Math.max(50, ...points.map(([step]) => step));
  const most = top ?? Math.max(1e-3, ...points.map(([, value]) => value));
  const x = (step) => margin.left + (step / steps) * (width - margin.left - margin.right);
  const y = (value) => height - margin.bottom - (value / most) * (height - margin.top - margin.bottom);

  context.clearRect(0, 0, width, height);
  context.font = `12px ${style.fontFamily}`;
  context.strokeStyle = context.fillStyle = style.color;
  context.lineWidth = 1;
  context.textAlign = 'right';
  context.textBaseline = 'middle';
  for (const part of [0, 0.5, 1]) {
    context.beginPath();
    context.moveTo(margin.left, y(part * most));
    context.lineTo(width - margin.right, y(part * most));
    context.globalAlpha = 0.25;
    context.stroke();
    context.globalAlpha = 1;
    context.fillText(Number((part * most).toPrecision(2)), margin.left - 8, y(part * most));
  }
  context.textBaseline = 'bottom';
  context.fillText(`step ${steps}`, width - margin.right, height - 2);

  context.lineWidth = 2;
  context.lineJoin = 'round';
  for (const { colour, points: line } of runs) {
    context.strokeStyle = colour;
    context.beginPath();
    for (const [step, value] of line) context.lineTo(x(step), y(Math.min(value, most)));
    context.stroke();
  }
}

/** The canvas has as many pixels as the screen shows of it. */
function fit(canvas) {
  const scale = globalThis.devicePixelRatio;
  const [width, height] = [Math.round(canvas.clientWidth * scale), Math.round(canvas.clientHeight * scale)];
  if (canvas.width !== width || canvas.height !== height) Object.assign(canvas, { width, height });
  const context = canvas.getContext('2d');
  context.setTransform(scale, 0, 0, scale, 0, 0);
  return context;
}
