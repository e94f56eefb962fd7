/**
 * A document of texts and possible line breaks in, lines of limited width out: Wadler's pretty printer, with
 * comments that wait for the next line break and force it.
 */

/** A comment between two tokens. */
export interface Remark {
  readonly text: string;
  /** It stood on a line of its own. */
  readonly ownLine: boolean;
  /** An empty line stood before it. */
  readonly blankBefore: boolean;
}

export type Layout =
  | string
  | readonly Layout[]
  | { readonly kind: 'group'; readonly content: Layout }
  | { readonly kind: 'indent'; readonly content: Layout }
  | { readonly kind: 'line'; readonly flat: string }
  | { readonly kind: 'break'; readonly blank: boolean }
  | { readonly kind: 'remark'; readonly remark: Remark }
  | { readonly kind: 'remarksEnd' };

/** Stays on one line if it fits; else each of its own lines breaks. */
export const group = (...content: Layout[]): Layout => ({ kind: 'group', content });
export const indent = (...content: Layout[]): Layout => ({ kind: 'indent', content });
/** A space, or a line break. */
export const line: Layout = { kind: 'line', flat: ' ' };
/** Nothing, or a line break. */
export const softLine: Layout = { kind: 'line', flat: '' };
/** Always a line break; every group around it breaks too. */
export const hardLine = (blank = false): Layout => ({ kind: 'break', blank });
/** Remarks that still wait are written here, without a line break of its own after them. */
export const remarksEnd: Layout = { kind: 'remarksEnd' };

export const join = (separator: Layout, items: readonly Layout[]): Layout =>
  items.map((item, index) => (index === 0 ? item : [separator, item]));

/** Lays a document out. The result does not end with a newline. */
export function lay(document: Layout, width: number): string {
  const canvas = new Canvas();
  const broken = brokenGroups(document);
  const stack: Task[] = [{ layout: document, depth: 0, flat: false }];
  for (let task = stack.pop(); task !== undefined; task = stack.pop()) {
    const { layout, depth, flat } = task;
    if (typeof layout === 'string') canvas.write(layout);
    else if (isSequence(layout))
      stack.push(...layout.map((each) => ({ layout: each, depth, flat })).reverse());
    else if (layout.kind === 'indent') stack.push({ layout: layout.content, depth: depth + 2, flat });
    else if (layout.kind === 'remark') canvas.remark(layout.remark);
    else if (layout.kind === 'remarksEnd') canvas.writeRemarks(depth);
    else if (layout.kind === 'break') canvas.newLine(depth, layout.blank);
    else if (layout.kind === 'line' && flat) canvas.write(layout.flat);
    else if (layout.kind === 'line') canvas.newLine(depth, false);
    else {
      const inside = { layout: layout.content, depth, flat: true };
      const isFlat = flat || (!broken.has(layout) && fits(inside, stack, broken, width - canvas.column));
      stack.push({ ...inside, flat: isFlat });
    }
  }
  return canvas.text;
}

interface Task {
  readonly layout: Layout;
  readonly depth: number;
  readonly flat: boolean;
}

const isSequence = (layout: Layout): layout is readonly Layout[] => Array.isArray(layout);

/** Groups that hold a forced line break: their own, or the one that ends a remark. */
function brokenGroups(document: Layout): ReadonlySet<Layout> {
  const broken = new Set<Layout>();
  let remarkWaits = false;
  const visit = (layout: Layout, around: readonly Layout[]): void => {
    if (typeof layout === 'string') return;
    if (isSequence(layout)) return layout.forEach((each) => visit(each, around));
    if (layout.kind === 'group') return visit(layout.content, [...around, layout]);
    if (layout.kind === 'indent') return visit(layout.content, around);
    if (layout.kind === 'remark') remarkWaits = true;
    else if (layout.kind === 'break' || remarkWaits) {
      for (const each of around) broken.add(each);
      remarkWaits = false;
    }
  };
  visit(document, []);
  return broken;
}

/** Whether a task and what follows it up to the next line break has room on this line. */
function fits(task: Task, rest: readonly Task[], broken: ReadonlySet<Layout>, room: number): boolean {
  const stack = [task];
  let next = rest.length;
  let left = room;
  while (left >= 0) {
    const { layout, depth, flat } = stack.pop() ??
      rest[--next] ?? { layout: hardLine(), depth: 0, flat: false };
    if (typeof layout === 'string') left -= [...layout].length;
    else if (isSequence(layout))
      stack.push(...layout.map((each) => ({ layout: each, depth, flat })).reverse());
    else if (layout.kind === 'indent') stack.push({ layout: layout.content, depth, flat });
    else if (layout.kind === 'group')
      stack.push({ layout: layout.content, depth, flat: flat && !broken.has(layout) });
    else if (layout.kind === 'break') return true;
    else if (layout.kind === 'line' && !flat) return true;
    else if (layout.kind === 'line') left -= layout.flat.length;
    else if (layout.kind === 'remark') left -= widthOf(layout.remark);
  }
  return false;
}

/** A block comment counts as the text that it may be next time; a `//` comment may stick out of the page. */
const widthOf = ({ text, ownLine }: Remark): number =>
  ownLine || text.startsWith('//') || text.includes('\n') ? 0 : [...text].length + 1;

/** The text so far, and the remarks that wait for the end of its line. */
class Canvas {
  #done: string[] = [];
  #current = '';
  #waiting: Remark[] = [];

  get column(): number {
    return [...this.#current].length;
  }

  get text(): string {
    return [...this.#done, this.#current].map((each) => each.trimEnd()).join('\n');
  }

  write(text: string): void {
    this.#current += text;
  }

  remark(remark: Remark): void {
    this.#waiting.push(remark);
  }

  newLine(depth: number, blank: boolean): void {
    this.writeRemarks(depth);
    if (blank) this.#start(0);
    this.#start(depth);
  }

  writeRemarks(depth: number): void {
    this.#waiting.forEach(({ text, ownLine, blankBefore }, index) => {
      // After a `//` comment that waited for the end of the line, another cannot share the line.
      const onNewLine = ownLine || this.#waiting[index - 1]?.text.startsWith('//') === true;
      if (ownLine && blankBefore) this.#start(0);
      if (onNewLine) this.#start(depth);
      this.#current += onNewLine ? text : ` ${text}`;
    });
    this.#waiting = [];
  }

  #start(depth: number): void {
    this.#done.push(this.#current);
    this.#current = ' '.repeat(depth);
  }
}
