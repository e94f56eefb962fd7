/** Mistakes in losses and in data, told on standard error in the chosen format and kept for `--json`. */
import type { DataProblem } from '../data/problem.ts';
import type { DiagnosticName } from '../text/catalogue.ts';
import { isError, type Diagnostic, type Report } from '../text/diagnostic.ts';
import { annotation, plainObject, render, type DiagnosticObject } from '../text/render.ts';
import type { Terminal } from './terminal.ts';

export type Format = 'text' | 'json' | 'github';

/** A mistake without a place in a loss file: in a data file, or a file that cannot be read. */
interface FileProblem extends DataProblem {
  readonly file: string;
}

/** Most messages go on from the place, `inputs.x is missing`; some are sentences of their own. */
const isSentence = (message: string): boolean => /^\p{Lu}/u.test(message);

export class Findings {
  readonly #terminal: Terminal;
  readonly #format: Format;
  readonly #told = new Set<string>();
  #diagnostics: Diagnostic[] = [];
  #problems: FileProblem[] = [];
  #gathers: readonly DiagnosticName[] = [];

  constructor(terminal: Terminal, format: Format) {
    this.#terminal = terminal;
    this.#format = format;
  }

  /** Tells a diagnostic, once: a function that two losses call is checked twice. */
  readonly report: Report = (diagnostic) => {
    const { source, start, end } = diagnostic.span;
    const key = [source.path, start, end, diagnostic.code, diagnostic.message].join('\0');
    if (this.#told.has(key)) return;
    this.#told.add(key);
    this.#diagnostics.push(diagnostic);
    if (this.#gathers.includes(diagnostic.name)) return;
    this.#terminal.line(this.#asText(diagnostic));
  };

  /** From here on keeps these for a summary, where people read: a report on many losses says each in its own place. */
  gather(names: readonly DiagnosticName[]): void {
    if (this.#format === 'text') this.#gathers = names;
  }

  /** What was kept for a summary. */
  get gathered(): readonly Diagnostic[] {
    return this.#diagnostics.filter(({ name }) => this.#gathers.includes(name));
  }

  /** Tells a mistake in a data file. */
  problem(file: string, problem: DataProblem): void {
    this.#problems.push({ file, ...problem });
    this.#terminal.line(this.#problemText(file, problem));
  }

  /** All diagnostics since this was asked last. */
  take(): readonly Diagnostic[] {
    const taken = this.#diagnostics;
    this.#diagnostics = [];
    return taken;
  }

  /** Every error so far, warnings left out. */
  get errors(): readonly (Diagnostic | FileProblem)[] {
    return [...this.#diagnostics.filter(isError), ...this.#problems];
  }

  /** All diagnostics as plain objects, for `--json`. */
  get objects(): readonly DiagnosticObject[] {
    return this.#diagnostics.map(plainObject);
  }

  /** Forgets everything: the next build of `--watch` tells it anew. */
  clear(): void {
    this.#told.clear();
    this.#diagnostics = [];
    this.#problems = [];
  }

  #asText(diagnostic: Diagnostic): string {
    if (this.#format === 'json') return JSON.stringify(plainObject(diagnostic));
    if (this.#format === 'github') return annotation(diagnostic);
    return render(diagnostic, { colour: this.#terminal.colour });
  }

  #problemText(file: string, { where, message, remedy }: DataProblem): string {
    if (this.#format === 'json')
      return JSON.stringify({ severity: 'error', path: file, where, message, remedy });
    const sentence = where === '' ? message : `${where}${isSentence(message) ? ':' : ''} ${message}`;
    if (this.#format === 'github')
      return `::error file=${file}::${[sentence, remedy].filter(Boolean).join(' ').replace(/%/g, '%25')}`;
    const head = `${this.#terminal.style('red', 'error')}: ${file}: ${sentence}`;
    return remedy === undefined ? head : `${head}\n  ${remedy}`;
  }
}
