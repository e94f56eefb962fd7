/** The compiler's sources in; one module out that holds all slips in its procedures, each behind a switch. */
import { readFileSync } from 'node:fs';
import { relative } from 'node:path';
import { build, type Plugin } from 'esbuild';
import { slips, type Slip } from './slips.ts';
import { procedureFiles } from './sources.ts';

/** A slip by its number in the module. */
export interface Numbered extends Slip {
  readonly file: string;
  readonly number: number;
}

/** A compiler in which a slip can be chosen. */
export interface Compiler {
  readonly pipeline: typeof import('./pipeline.ts');
  readonly switches: {
    /** Chooses a slip; it throws where switches are then asked more often than `most`. */
    choose(slip: number, most: number): void;
    /** The slips whose places have been reached since, and how often switches were asked. */
    reached(): { readonly places: ReadonlySet<number>; readonly asked: number };
  };
}

export interface Bundle {
  readonly slips: readonly Numbered[];
  /** A copy of its own, with a slip that is there from the start. */
  load(first: number): Promise<Compiler>;
}

export const NONE = -1;

const FIRST = 'FIRST_SLIP';
const switches = `
let [chosen, most, asked, places] = [${FIRST}, Infinity, 0, new Set()];
export const choose = (slip, limit) => ([chosen, most, asked, places] = [slip, limit, 0, new Set()]);
export const reached = () => ({ places, asked });
export const on = (slip) => {
  if (++asked > most) throw new Error('Rewriting does not end.');
  places.add(slip);
  return slip === chosen;
};`;

export async function bundle(): Promise<Bundle> {
  const files = new Map<string, { readonly code: string; readonly slips: readonly Numbered[] }>();
  let count = 0;
  for (const file of procedureFiles()) {
    const code = readFileSync(file, 'utf8');
    files.set(file, { code, slips: slips(code).map((slip) => ({ ...slip, file, number: count++ })) });
  }
  const plugin: Plugin = {
    name: 'slips',
    setup({ onLoad, onResolve }) {
      onResolve({ filter: /^slips:/ }, ({ path }) => ({ path, namespace: 'slips' }));
      onLoad({ filter: /.*/, namespace: 'slips' }, () => ({ contents: switches }));
      onLoad({ filter: /\/src\/rewrite\// }, ({ path }) => {
        const found = files.get(relative('.', path));
        if (found === undefined) return undefined;
        const contents = `import { on as slipIs } from 'slips:';\n${switched(found.code, found.slips)}`;
        return { contents, loader: 'ts' };
      });
    },
  };
  const entry = `export * as pipeline from './test/rewrite/slips/pipeline.ts'; export * as switches from 'slips:';`;
  const { outputFiles } = await build({
    stdin: { contents: entry, resolveDir: '.' },
    bundle: true,
    write: false,
    platform: 'node',
    format: 'esm',
    plugins: [plugin],
  });
  const text = outputFiles[0]?.text ?? '';
  return {
    slips: [...files.values()].flatMap((file) => file.slips),
    async load(first) {
      const module = Buffer.from(text.replace(FIRST, String(first))).toString('base64');
      const compiler: Compiler = await import(`data:text/javascript;base64,${module}`);
      return compiler;
    },
  };
}

/** The code with a choice around every expression that has slips, those inside others included. */
function switched(code: string, all: readonly Numbered[]): string {
  const places = new Map<string, Numbered[]>();
  for (const slip of all) {
    const key = `${slip.start} ${slip.end}`;
    places.set(key, [...(places.get(key) ?? []), slip]);
  }
  const sorted = [...places.values()].sort(([x], [y]) => startOf(x) - startOf(y) || endOf(y) - endOf(x));
  let next = 0;
  const write = (from: number, to: number): string => {
    let [text, at] = ['', from];
    for (let place = sorted[next]; place !== undefined && startOf(place[0]) < to; place = sorted[next]) {
      next++;
      const [start, end] = [startOf(place[0]), endOf(place[0])];
      const choices = place.map((slip) => `slipIs(${slip.number}) ? ${slip.text} : `).join('');
      text += `${code.slice(at, start)}(${choices}(${write(start, end)}))`;
      at = end;
    }
    return text + code.slice(at, to);
  };
  return write(0, code.length);
}

const startOf = (slip: Slip | undefined): number => slip?.start ?? 0;
const endOf = (slip: Slip | undefined): number => slip?.end ?? 0;
