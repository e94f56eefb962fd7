/** What of the rules may be changed without any loss telling. */
const extremaMark = 'a mark more or less where the value is the same anyway';

/**
 * Slips that change no number and cost nothing, by file, each with the reason: one that is noticed has no place here.
 */
export const harmless: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  'src/rewrite/assume.ts': {
    'visit: overlap(n.over, test.axes) is overlap(test.axes, n.over)': 'the same axes in another order',
    'visit: n.id < earliest is false': 'only slower: what is older than a fact holds none',
    'visit: memo.set(n, made) is undefined': 'remembers what has been done: only slower',
  },
  'src/rewrite/divisors.ts': {
    "quotient-by-square: node.op === 'multiply' is true":
      'a node that is no product is a single factor, of which nothing is made',
    'divideTwice: f.exponent > 0 is f.exponent >= 0': 'no factor has the exponent 0',
    'canBeSmall: node.range.lo < ordinary is node.range.lo <= ordinary':
      'ranges that end in this very number do not occur',
    'canBeSmall: node.range.hi > -ordinary is node.range.hi >= -ordinary':
      'ranges that end in this very number do not occur',
  },
  'src/rewrite/guards.ts': {
    "zero-times-log-zero: node.op === 'multiply' is true":
      'a node that is no product is a single factor, of which nothing is made',
    'divides: f.exponent < 0 is f.exponent <= 0': 'no factor has the exponent 0',
    'zerosOf: f.exponent > 0 is f.exponent >= 0': 'no factor has the exponent 0',
  },
  'src/rewrite/extrema.ts': {
    'hold: isSame(node) && !compared.has(first(node)) is false': extremaMark,
    'hold: without !compared.has(first(node)) #2': extremaMark,
    "hold: without node.name === 'max' || node.name === 'min'": extremaMark,
    'holdExtrema: 0 is 1 in x.args.length > 0': extremaMark,
    'holdExtrema: filter((x) => x.args.length > 0) is true for all': extremaMark,
    'holdExtrema: marked.length === 0 is false': 'without marks there is nothing to hold: only slower',
    'holdExtrema: x.args.length > 0 is x.args.length >= 0': extremaMark,
    'visit: memo.set(node, made) is memo.set(made, node)': 'remembers what has been done: only slower',
    'visit: memo.set(node, made) is undefined': 'remembers what has been done: only slower',
  },
  'src/rewrite/labels.ts': {
    'atomsOf: 2 is 3 in atoms.size < 2': 'the order of the cases: each of them is exact',
    'atomsOf: atoms.size < 2 is atoms.size <= 2': 'the order of the cases: each of them is exact',
    'atomsOf: atoms.size < 2 is false': 'a list of one is in order: only slower',
    'atomsOf: atoms.size < 2 is true': 'the order of the cases: each of them is exact',
    'visit: without isSame(n)': 'what is the same value is split inside of its mark, and assumed nothing of',
    'visit: without isSame(node)': 'what is not split there is the same value in both places all the same',
    "visit: without seen.has(n) || n.op === 'along'":
      'what is below a reduction has been split before: only slower',
    "atomIn: arg.op === 'apply' && arg.name === 'not' is false":
      'a choice by a negation is that by the label',
    'atomIn: 0 is 1 in arg.args[0]': 'a choice by a negation is that by the label',
    'isAtom: node.args.some(isAtom) is node.args.every(isAtom)': 'a negation has one argument',
    'mostAtoms: 3 is 4 in mostAtoms = 3': 'how many cases are written out: each of them is exact',
    "split: without atom.op === 'input'": 'a product with a one-hot entry is as exact as a choice by it',
    'visit: memo.set(node, made) is undefined': 'remembers what has been done: only slower',
    'visit: memo.set(node, made) is memo.set(made, node)': 'remembers what has been done: only slower',
    "visit: seen.has(n) || n.op === 'along' || isSame(n) is false":
      'what is below a reduction has been split before, and is only visited again',
    'visit: without seen.has(n)': 'remembers what has been done: only slower',
    "visit: without n.op === 'along'": 'what is below a reduction has been split before',
    'visit: seen.add(n) is undefined': 'remembers what has been done: only slower',
  },
  'src/rewrite/logarithms.ts': {
    'NOTHING: 1e30 is 1e+30 in -1e30': 'any number as far out stands for the logarithm of 0 as well',
    'logOfWhole: without b.constant(0) in […]': 'NaN or infinite: no number either way',
    'logOfFactors: f.exponent > 0 is f.exponent >= 0': 'no factor has the exponent 0',
    'logOfFactors: without f.exponent > 0': 'where a divisor is 0 there is no number to be further from',
    'logOfFactors: without !isPositive(f.node.range)':
      'a weight that is never 0 has a choice more: only slower, unless it underflows beyond float64',
    'logOfFactors: without f.exponent > 0 && !isPositive(f.node.range)': 'both of these',
    'logOfTerms: t.coefficient > 0 is t.coefficient >= 0': 'no term has the coefficient 0',
    'isMixture: c > 0 is c >= 0': 'no term has the coefficient 0',
    'logOfWhole: without isConst(choice.no, NOTHING)':
      'other choices have had the logarithms of their branches taken',
  },
  'src/rewrite/mixtures.ts': {
    'ROUNDING: 4 is 5 in 4 * Number.EPSILON': 'weights are nowhere near either bound',
    'meanOfComplements: Math.abs(rest) > ROUNDING * Math.abs(constant) is Math.abs(rest) >= ROUNDING * Math.abs(constant)':
      'weights are nowhere near the bound',
    'meanOfComplements: t.coefficient * constant is t.coefficient / constant': 'the sign is the same',
  },
  'src/rewrite/picks.ts': {
    'indexesIn: without over[0] === n.axis': 'a class along another axis picks nothing that would cancel',
  },
  'src/rewrite/powers.ts': {
    'mergeRoots: r.sign > 0 is r.sign >= 0':
      'the sign 0 is that of a constant of 0, against which nothing cancels',
    'mergeRoots: r.sign < 0 is r.sign <= 0':
      'the sign 0 is that of a constant of 0, against which nothing cancels',
    'mergeRoots: 0 is 1 in r.sign < 0':
      'the sign 0 is that of a constant of 0, against which nothing cancels',
  },
  'src/rewrite/quotients.ts': {
    'differenceOfQuotients: without large.coefficient * small.coefficient >= 0':
      'terms of one sign are refused again when their quotient is: only slower',
    'differenceOfQuotients: large.coefficient * small.coefficient >= 0 is large.coefficient * small.coefficient > 0':
      'terms of one sign are refused again when their quotient is: only slower',
    'differenceOfQuotients: large.coefficient * small.coefficient is large.coefficient / small.coefficient':
      'only the sign counts',
    'differenceOfQuotients: 0 is 1 in large.coefficient * small.coefficient >= 0':
      'terms of one sign are refused again when their quotient is: only slower',
    'isDivisible: exponent < 0 is exponent <= 0': 'no factor has the exponent 0',
    'logOfQuotient: 1 is 2 in oneSigned(excess, 1)': 'only the sign of the argument counts',
    'logOfQuotient: 1 is 2 in -1 #2': 'only the sign of the argument counts',
    'oneSigned: Math.sign(node.value) * sign >= 0 is Math.sign(node.value) * sign > 0':
      'a difference that is 0 is found before: equal sums cancel in the normal form',
    'oneSigned: Math.sign(node.value) * sign is Math.sign(node.value) / sign':
      'a sign is 1 or -1, and no term has a coefficient of 0',
    'oneSigned: 0 is 1 in Math.sign(node.value) * sign >= 0':
      'a difference that is 0 is found before: equal sums cancel in the normal form',
    'oneSigned: constant * sign is constant / sign': 'a sign is 1 or -1, and no term has a coefficient of 0',
    'oneSigned: coefficient * sign > 0 is coefficient * sign >= 0':
      'a sign is 1 or -1, and no term has a coefficient of 0',
    'oneSigned: coefficient * sign is coefficient / sign':
      'a sign is 1 or -1, and no term has a coefficient of 0',
  },
  'src/rewrite/sums.ts': {
    'combined: 0 is 1 in choices[0]': 'any of them: all have one test, or nothing is done',
  },
  'src/rewrite/together.ts': {
    'underTest: chosen.length < 2 is false': 'one choice alone does not merge: only slower',
  },
};
