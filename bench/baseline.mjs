/** Straightforward typed-array versions, as a JavaScript programmer writes them: one loop per term of the formula. */

/** w · BCE + (1 - w) · Dice of one image from logits: value, and the gradient into `grad`. */
export function bceDice(z, y, grad, w = 0.5, smooth = 1) {
  const count = z.length;
  const p = new Float32Array(count);
  for (let i = 0; i < count; i++) p[i] = 1 / (1 + Math.exp(-z[i]));
  let bce = 0;
  for (let i = 0; i < count; i++)
    bce -= y[i] * Math.log(p[i] + 1e-12) + (1 - y[i]) * Math.log(1 - p[i] + 1e-12);
  bce /= count;
  let overlap = 0;
  for (let i = 0; i < count; i++) overlap += p[i] * y[i];
  let predicted = 0;
  for (let i = 0; i < count; i++) predicted += p[i];
  let labelled = 0;
  for (let i = 0; i < count; i++) labelled += y[i];
  const top = 2 * overlap + smooth;
  const bottom = predicted + labelled + smooth;
  const dice = 1 - top / bottom;
  const dP = new Float32Array(count);
  for (let i = 0; i < count; i++) dP[i] = (1 - w) * (top / (bottom * bottom) - (2 * y[i]) / bottom);
  for (let i = 0; i < count; i++) grad[i] = (w * (p[i] - y[i])) / count;
  for (let i = 0; i < count; i++) grad[i] += dP[i] * p[i] * (1 - p[i]);
  return w * bce + (1 - w) * dice;
}

/** Cross-entropy + mean Dice over classes of one image, [c, i] logits and integer labels. */
export function ceDice(z, t, grad, classes, smooth = 1) {
  const count = t.length;
  const p = new Float32Array(z.length);
  for (let i = 0; i < count; i++) {
    let max = -Infinity;
    for (let c = 0; c < classes; c++) max = Math.max(max, z[c * count + i]);
    let sum = 0;
    for (let c = 0; c < classes; c++) sum += Math.exp(z[c * count + i] - max);
    for (let c = 0; c < classes; c++) p[c * count + i] = Math.exp(z[c * count + i] - max) / sum;
  }
  const hot = new Float32Array(z.length);
  for (let i = 0; i < count; i++) hot[t[i] * count + i] = 1;
  let ce = 0;
  for (let k = 0; k < z.length; k++) if (hot[k] > 0) ce -= Math.log(p[k] + 1e-12);
  ce /= count;
  let dice = 0;
  const dP = new Float32Array(z.length);
  for (let c = 0; c < classes; c++) {
    let overlap = 0;
    let total = 0;
    for (let i = 0; i < count; i++) overlap += p[c * count + i] * hot[c * count + i];
    for (let i = 0; i < count; i++) total += p[c * count + i];
    for (let i = 0; i < count; i++) total += hot[c * count + i];
    const top = 2 * overlap + smooth;
    const bottom = total + smooth;
    dice += (1 - top / bottom) / classes;
    for (let i = 0; i < count; i++)
      dP[c * count + i] = (top / (bottom * bottom) - (2 * hot[c * count + i]) / bottom) / classes;
  }
  for (let i = 0; i < count; i++) {
    let inner = 0;
    for (let c = 0; c < classes; c++) inner += dP[c * count + i] * p[c * count + i];
    for (let c = 0; c < classes; c++) {
      const k = c * count + i;
      grad[k] = (p[k] - hot[k]) / count + p[k] * (dP[k] - inner);
    }
  }
  return ce + dice;
}
