/** The rules of the grammar in, a page of railroad diagrams out; it needs nothing from the network. */
import type { Rule, Shape } from './shape.ts';

/** A drawn part: the track enters at the left and leaves at the right, `up` below its top edge. */
interface Drawing {
  readonly width: number;
  readonly up: number;
  readonly down: number;
  readonly at: (x: number, y: number) => string;
}

const unit = 10;
const half = 12;

/** One diagram per rule, each name a link to its own. */
export function railroad(rules: readonly Rule[]): string {
  const names = new Set(rules.map(({ name }) => name));
  const sections = rules.map(({ name, shape }) => section(name, draw(shape, names)));
  return `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Grammar of the loss language</title>
<!-- Generated from grammar.ts by scripts/grammar.mjs: do not edit. -->
<style>
  :root { color-scheme: light dark; font: 15px/1.4 system-ui, sans-serif; }
  body { margin: 2rem auto; max-width: 70rem; padding: 0 1rem; }
  h2 { font: 600 1rem ui-monospace, monospace; margin: 2rem 0 0.25rem; }
  .diagram { overflow-x: auto; }
  path { fill: none; stroke: currentColor; stroke-width: 1.5; }
  rect { fill: light-dark(#eef2ff, #24304f); stroke: currentColor; }
  rect.literal { fill: light-dark(#fff4d6, #4a3b10); }
  text { fill: currentColor; font: 13px ui-monospace, monospace; text-anchor: middle; dominant-baseline: central; }
</style>
<h1>Grammar of the loss language</h1>
<p>Read along the lines from left to right. Round boxes are written as they stand; square boxes are other rules.</p>
${sections.join('\n')}
</html>
`;
}

function section(name: string, drawing: Drawing): string {
  const width = drawing.width + 4 * unit;
  const height = drawing.up + drawing.down + 2 * unit;
  const y = drawing.up + unit;
  const track = path(`M${unit} ${y - 5}v10M${unit} ${y}h${unit}M${width - 2 * unit} ${y}h${unit}m0 -5v10`);
  return `<h2 id="${name}">${name}</h2>
<div class="diagram"><svg width="${width}" height="${height}" role="img" aria-label="${name}">${track}${drawing.at(2 * unit, y)}</svg></div>`;
}

function draw(shape: Shape, names: ReadonlySet<string>): Drawing {
  switch (shape.kind) {
    case 'literal':
      return box(shape.text, 'literal');
    case 'reference':
      return box(shape.name, 'rule', names.has(shape.name) ? shape.name : undefined);
    case 'sequence':
      return row(shape.of.map((part) => draw(part, names)));
    case 'choice':
      return branches(shape.of.map((part) => draw(part, names)));
    case 'optional':
      return branches([empty, draw(shape.of, names)]);
    case 'many':
      return branches([empty, loop(draw(shape.of, names))]);
    case 'atLeastOne':
      return loop(draw(shape.of, names));
  }
}

const empty: Drawing = { width: 0, up: 0, down: 0, at: () => '' };

function box(label: string, kind: 'literal' | 'rule', target?: string): Drawing {
  const width = [...label].length * 8 + 2 * unit;
  const at = (x: number, y: number): string => {
    const radius = kind === 'literal' ? half : 0;
    const frame = `<rect class="${kind}" x="${x}" y="${y - half}" width="${width}" height="${2 * half}" rx="${radius}"/>`;
    const drawn = `${frame}<text x="${x + width / 2}" y="${y}">${escape(label)}</text>`;
    return target === undefined ? drawn : `<a href="#${target}">${drawn}</a>`;
  };
  return { width, up: half, down: half, at };
}

function row(parts: readonly Drawing[]): Drawing {
  const gaps = Math.max(0, parts.length - 1) * unit;
  return {
    width: parts.reduce((sum, { width }) => sum + width, gaps),
    up: Math.max(0, ...parts.map(({ up }) => up)),
    down: Math.max(0, ...parts.map(({ down }) => down)),
    at: (x, y) => {
      let left = x;
      return parts
        .map((part, index) => {
          const gap = index === 0 ? '' : path(`M${left} ${y}h${unit}`);
          left += index === 0 ? 0 : unit;
          const drawn = part.at(left, y);
          left += part.width;
          return gap + drawn;
        })
        .join('');
    },
  };
}

/** The first branch goes straight on, the others below it. */
function branches(parts: readonly Drawing[]): Drawing {
  const inner = Math.max(...parts.map(({ width }) => width));
  const drops: number[] = [];
  let bottom = 0;
  parts.forEach((part, index) => {
    drops.push(index === 0 ? 0 : bottom + unit + part.up);
    bottom = (drops[index] ?? 0) + part.down;
  });
  const at = (x: number, y: number): string =>
    parts
      .map((part, index) => {
        const drop = drops[index] ?? 0;
        const start = x + 2 * unit;
        const end = start + part.width;
        const rest = start + inner - end;
        const down = drop === 0 ? `h${2 * unit}` : `${curve(unit, drop)}h${unit}`;
        const up = drop === 0 ? `h${rest + 2 * unit}` : `h${rest + unit}${curve(unit, -drop)}`;
        return path(`M${x} ${y}${down}M${end} ${y + drop}${up}`) + part.at(start, y + drop);
      })
      .join('');
  return { width: inner + 4 * unit, up: parts[0]?.up ?? 0, down: bottom, at };
}

/** The track leads back above the part. */
function loop(part: Drawing): Drawing {
  const rise = part.up + unit;
  const at = (x: number, y: number): string => {
    const [start, end] = [x + 2 * unit, x + 2 * unit + part.width];
    const back = `M${end} ${y}c${unit} 0 ${unit} ${-rise} 0 ${-rise}H${start}c${-unit} 0 ${-unit} ${rise} 0 ${rise}`;
    return path(`M${x} ${y}h${2 * unit}M${end} ${y}h${2 * unit}${back}`) + part.at(start, y);
  };
  return { width: part.width + 4 * unit, up: rise + 2, down: part.down, at };
}

const curve = (dx: number, dy: number): string => `c${dx / 2} 0 ${dx / 2} ${dy} ${dx} ${dy}`;

const path = (d: string): string => `<path d="${d}"/>`;

const escape = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
