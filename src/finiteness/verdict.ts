/** What is known about the finiteness of one output, as data and in words. */

/** A condition under which something is proved: on a hyperparameter, or on every element of an input. */
export interface Assumption {
  readonly on: 'hyperparameter' | 'input';
  readonly name: string;
  readonly relation: '<' | '<=' | '>' | '>=';
  readonly bound: number;
}

/** A place that can be infinite or NaN for data inside their domains. */
export interface Place {
  readonly expression: string;
  /** Where it happens: `p is 0`. */
  readonly where: string;
  /** What to do about it, where that follows from what stands there. */
  readonly remedy?: string;
}

/** Data for which an output is not finite. */
export interface Witness {
  readonly inputs: Readonly<Record<string, readonly number[]>>;
  readonly params: Readonly<Record<string, number>>;
  readonly sizes: Readonly<Record<string, number>>;
  /** What came out: NaN or an infinity. */
  readonly value: number;
}

export interface Verdict {
  readonly status: 'proved' | 'assuming' | 'unproved';
  /** All of them together make the output finite; none where it is unproved. */
  readonly assumptions: readonly Assumption[];
  /** What the assumptions exclude, or what stays open: what can go wrong inside the domains, and where. */
  readonly places: readonly Place[];
}

/** `smooth > 0`, `gamma >= 1`. */
export const assumptionText = ({ name, relation, bound }: Assumption): string =>
  `${name} ${relation} ${bound}`;

/** Whether a number satisfies an assumption. */
export function satisfies(value: number, { relation, bound }: Assumption): boolean {
  switch (relation) {
    case '<':
      return value < bound;
    case '<=':
      return value <= bound;
    case '>':
      return value > bound;
    case '>=':
      return value >= bound;
  }
}

/** Longer expressions say less than their beginning. */
const longest = 70;
/** Places after the first few tend to repeat them. */
const shownPlaces = 2;

export const shortened = (text: string): string =>
  text.length <= longest ? text : `${text.slice(0, longest - 1)}…`;

/** A verdict in one sentence. */
export function verdictText({ status, assumptions, places }: Verdict): string {
  const conditions = assumptions.map(assumptionText).join(' and ');
  if (status === 'proved') return 'proved finite for all data inside the domains';
  if (status === 'assuming') return `proved finite where ${conditions}`;
  const open = [...new Set(places.map((p) => `${shortened(p.where)} (in ${shortened(p.expression)})`))];
  const others = open.length - shownPlaces;
  const more = others > 0 ? [`${others} more`] : [];
  return `not proved finite: open where ${[...open.slice(0, shownPlaces), ...more].join('; ')}`;
}
