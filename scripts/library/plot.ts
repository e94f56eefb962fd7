/** A sweep in; a picture of the loss and of its gradient out, side by side, as SVG. */
import type { Curve, Sweep } from './sweep.ts';

const panel = { width: 300, height: 190, left: 46, top: 26, gap: 40 } as const;
const width = 2 * (panel.left + panel.width) + panel.gap + 14;
const height = panel.top + panel.height + 58;
const colours = ['a', 'b'] as const;

/** The picture; it adapts to a dark page. */
export function plot(name: string, { along, curves }: Sweep): string {
  const panels = [
    drawPanel('loss', curves, (point) => point.value, 0),
    drawPanel('gradient', curves, (point) => point.slope, panel.left + panel.width + panel.gap),
  ];
  const legend = curves.map(({ label }, k) => drawLegend(label, k));
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" role="img">`,
    `<title>${escape(name)}: the loss and its gradient along ${escape(along)}</title>`,
    style,
    ...panels,
    `<text x="${width / 2}" y="${height - 24}" text-anchor="middle">${escape(along)}</text>`,
    ...legend,
    '</svg>',
    '',
  ].join('\n');
}

const style = `<style>
text { font: 12px system-ui, sans-serif; fill: #444; }
.frame { fill: none; stroke: #bbb; }
.zero { stroke: #ccc; }
.a, .b { fill: none; stroke-width: 2; }
.a { stroke: #c2410c; }
.b { stroke: #1d4ed8; }
@media (prefers-color-scheme: dark) {
  text { fill: #ccc; }
  .frame { stroke: #555; }
  .zero { stroke: #444; }
  .a { stroke: #fb923c; }
  .b { stroke: #60a5fa; }
}
</style>`;

type Point = Curve['points'][number];

function drawPanel(
  title: string,
  curves: readonly Curve[],
  pick: (point: Point) => number,
  offset: number,
): string {
  const points = curves.flatMap(({ points: all }) => all);
  const [low, high] = rangeOf(points.map(pick));
  const [first, last] = [points[0]?.at ?? 0, points.at(-1)?.at ?? 1];
  const left = offset + panel.left;
  const bottom = panel.top + panel.height;
  const x = (at: number): number => left + ((at - first) / (last - first)) * panel.width;
  const y = (value: number): number => bottom - ((value - low) / (high - low)) * panel.height;
  const paths = curves.map(
    (curve, k) =>
      `<path class="${colours[k] ?? 'a'}" d="${pathOf(curve.points, (p) => [x(p.at), y(pick(p))])}"/>`,
  );
  const across = ticks(low, high).map(
    (tick) => `<text x="${left - 6}" y="${short(y(tick) + 4)}" text-anchor="end">${label(tick)}</text>`,
  );
  const along = ticks(first, last).map(
    (tick) => `<text x="${short(x(tick))}" y="${bottom + 16}" text-anchor="middle">${label(tick)}</text>`,
  );
  const zero = low < 0 && high > 0 ? [`<path class="zero" d="M${left} ${short(y(0))}h${panel.width}"/>`] : [];
  return [
    `<text x="${left + panel.width / 2}" y="16" text-anchor="middle">${title}</text>`,
    `<rect class="frame" x="${left}" y="${panel.top}" width="${panel.width}" height="${panel.height}"/>`,
    ...zero,
    ...across,
    ...along,
    ...paths,
  ].join('\n');
}

function drawLegend(text: string, k: number): string {
  if (text === '') return '';
  const x = panel.left + k * 220;
  return `<path class="${colours[k] ?? 'a'}" d="M${x} ${height - 8}h18"/>\n<text x="${x + 24}" y="${height - 4}">${escape(text)}</text>`;
}

/** Points joined by lines; a value that is not finite interrupts them. */
function pathOf(points: readonly Point[], place: (point: Point) => readonly [number, number]): string {
  let drawing = false;
  return points
    .map((point) => {
      const [x, y] = place(point);
      const command = drawing ? 'L' : 'M';
      drawing = Number.isFinite(y);
      return drawing ? `${command}${short(x)} ${short(y)}` : '';
    })
    .join('');
}

/** The range of finite values with some air; a constant gets a range of its own size. */
function rangeOf(values: readonly number[]): readonly [number, number] {
  const finite = values.filter(Number.isFinite);
  const [low, high] = [Math.min(0, ...finite), Math.max(0, ...finite)];
  if (high - low < 1e-9) return [-1, 1];
  const air = (high - low) * 0.05;
  return [low < 0 ? low - air : low, high > 0 ? high + air : high];
}

/** Round numbers between two ends: three to six of them. */
function ticks(low: number, high: number): readonly number[] {
  const rough = (high - low) / 6.5;
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = ([1, 2, 5].find((factor) => factor * power >= rough) ?? 10) * power;
  const first = Math.ceil(low / step - 1e-9);
  const count = Math.floor(high / step + 1e-9) - first + 1;
  return Array.from({ length: count }, (_, k) => (first + k) * step);
}

const short = (value: number): string => String(Math.round(value * 10) / 10);
const label = (value: number): string => String(Number(value.toPrecision(6))).replace('-', '−');
const escape = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
