import { test } from 'vitest';
import { candidates } from '../../src/cli/candidate.ts';
import { compile } from '../../src/compile.ts';
import { gradient } from '../../src/verify/oracle/gradient.ts';
import { Random } from '../../src/verify/random.ts';
import { Sampler, situations, typical } from '../../src/verify/sample.ts';
import { inSingle } from '../../src/verify/single.ts';
import { program } from '../verify/program.ts';
import { generate } from './generate.ts';
const backend = (process.env['B'] ?? 'tfjs') as 'tfjs' | 'wgsl';
const runs = Number(process.env['N'] ?? 300);
test('adhoc', { timeout: 3e6 }, async () => {
  const random = new Random(Number(process.env['S'] ?? 1));
  const kinds = situations.filter((s) => ['typical values', 'odd sizes', 'empty masks', 'every index ignored'].includes(s.name));
  let bad = 0, fine = 0;
  for (let k = 0; k < runs && bad < 12; k++) {
    const list = Array.from({ length: 4 + random.below(40) }, () => random.below(10000));
    const depth = 1 + random.below(5);
    const text = generate(list, depth);
    const file = program(text);
    const s = kinds[random.below(kinds.length)] ?? typical;
    try {
      const compiled = compile(file, 'f', {}, () => {});
      if (!compiled) { console.log('NO CODE', text); bad++; continue; }
      const data = inSingle(file, 'f', new Sampler(file, 'f', random).data(s));
      const oracle = gradient(file, 'f', data);
      const v = oracle.value.data[0] ?? NaN;
      if (!Number.isFinite(v)) continue;
      const found = await (await candidates[backend](compiled))(data);
      const all = Object.values(oracle.gradients).flat();
      const scale = Math.max(1e-3, ...all.filter(Number.isFinite).map(Math.abs));
      const off: string[] = [];
      if (!(Math.abs(Number(found.value) - v) <= 1e-3 * Math.max(1, Math.abs(v)))) off.push(`value ${String(found.value)} ${v}`);
      for (const [input, values] of Object.entries(oracle.gradients)) values.forEach((e, i) => { const a = found.gradients[input]?.[i] ?? NaN; if (Number.isFinite(e) && !(Math.abs(a - e) <= 5e-3 * scale)) off.push(`d${input}[${i}] ${a} should be ${e}`); });
      if (off.length) { bad++; console.log('OFF', text, '\n', s.name, off.slice(0, 4).join('; ')); } else fine++;
    } catch (e) { bad++; console.log('CRASH', text, '\n', s.name, String(e).slice(0, 300)); }
  }
  console.log('fine', fine, 'bad', bad);
});
