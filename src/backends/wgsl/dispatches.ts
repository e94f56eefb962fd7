/** Plans in; the kernels that carry them out, each printed once however often it is dispatched, out. */
import type { Output, Plan } from '../../schedule/plan.ts';
import { takesFours } from './fours.ts';
import type { KernelContext } from './frame.ts';
import { printKernel, type Kernel } from './kernel.ts';
import type { Partials, Resolved, Symbols } from './memory.ts';
import type { Namer } from './namer.ts';
import { TooManyBuffers } from './limits.ts';
import { goalsOf, splitSweep, stagesOf, type Sweep } from './stages.ts';
import { capital } from './wishes.ts';

/** The dispatches of a value, or of value and gradient, in order. */
export interface Dispatches {
  readonly kernels: readonly Kernel[];
  readonly partials: readonly Partials[];
  readonly resolved: readonly Resolved[];
}

/** The storage buffers that a device grants to a shader stage without asking. */
const mostStorageBuffers = 8;

/** Kernels of all plans of a loss. */
export class Kernels {
  readonly printed = new Map<string, Kernel>();
  readonly #loss: string;
  readonly #symbols: Symbols;
  readonly #names: Namer;

  constructor(loss: string, symbols: Symbols, names: Namer) {
    [this.#loss, this.#symbols, this.#names] = [loss, symbols, names];
  }

  dispatches(prefix: '' | 'gradient', plan: Plan): Dispatches {
    const stages = stagesOf(plan);
    this.#symbols.partials.clear();
    this.#symbols.resolved.length = 0;
    const context = { plan, stages, symbols: this.#symbols, names: this.#names };
    const last = stages.last;
    const outputs = last?.outputs ?? [];
    let waiting = outputs.length > 0;
    const kernels: Kernel[] = [];
    const add = (sweep: Sweep): void => {
      const name = named(prefix, `pass${kernels.length + 1}`);
      const alone = this.#kernel(name, sweep, [], context);
      if (storageBuffers(alone) > mostStorageBuffers && goalsOf(sweep).length > 1) {
        splitSweep(sweep).forEach(add);
        return;
      }
      const both = waiting && sweep.stage >= (last?.stage ?? 0);
      const merged = both ? this.#kernel(name, sweep, outputs, context) : undefined;
      if (merged === undefined || storageBuffers(merged) > mostStorageBuffers)
        kernels.push(this.#kernel(name, sweep, [], context));
      else {
        kernels.push(merged);
        waiting = false;
      }
    };
    stages.sweeps.forEach(add);
    if (waiting) kernels.push(this.#kernel(named(prefix, 'last'), undefined, outputs, context));
    for (const kernel of kernels) {
      requireFew(kernel, this.#loss);
      this.printed.set(kernel.name, this.#withQuads(kernel, context));
    }
    const own = new Set(kernels.map((k) => k.name));
    return {
      kernels,
      partials: [...this.#symbols.partials.values()],
      resolved: this.#symbols.resolved.filter((r) => own.has(r.kernel)),
    };
  }

  /** Prints a kernel; where there is one with the same text already, that one. */
  #kernel(name: string, sweep: Kernel['sweep'], last: readonly Output[], context: KernelContext): Kernel {
    const resolved = this.#symbols.resolved;
    const before = resolved.filter((r) => r.kernel !== name);
    const print = (as: string): Kernel => {
      resolved.splice(0, resolved.length, ...before.filter((r) => r.kernel !== as));
      return printKernel(as, sweep, last, context);
    };
    const own = print(name);
    const plain = (kernel: Kernel): string =>
      kernel.code.replaceAll(capital(kernel.name), '@').replaceAll(kernel.name, '@');
    const same = [...this.printed.values()].find((k) => plain(k) === plain(own));
    return same === undefined ? own : print(same.name);
  }

  /** The kernel, with the text of one that takes four neighbours at a time where it can. */
  #withQuads(kernel: Kernel, context: KernelContext): Kernel {
    const { sweep } = kernel;
    if (sweep === undefined || !takesFours(sweep, context.plan, this.#symbols)) return kernel;
    const { resolved } = this.#symbols;
    const before = [...resolved];
    resolved.splice(0, resolved.length, ...before.filter((r) => r.kernel !== kernel.name));
    const quads = printKernel(kernel.name, sweep, kernel.last, context, true);
    resolved.splice(0, resolved.length, ...before);
    const innermost = sweep.inner.at(-1) ?? '';
    // An array has one type in one kernel.
    const places = [...this.#symbols.inputs.values(), ...this.#symbols.outputs.values()];
    const both = places.some(({ name, axes }) => quads.whole.includes(name) && axes.includes(innermost));
    return both ? kernel : { ...kernel, quads: quads.code };
  }
}

const named = (prefix: string, name: string): string => (prefix === '' ? name : `${prefix}${capital(name)}`);

const storageBuffers = (kernel: Kernel): number => new Set([...kernel.reads, ...kernel.writes]).size;

function requireFew(kernel: Kernel, loss: string): void {
  const arrays = [...new Set([...kernel.reads, ...kernel.writes])];
  if (arrays.length > mostStorageBuffers) throw new TooManyBuffers(loss, arrays, mostStorageBuffers);
}
