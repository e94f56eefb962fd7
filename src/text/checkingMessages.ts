/** The catalogue's messages about meaning: names and calls, axes, kinds and domains, mathematics. */
import type { Entry } from './catalogue.ts';

export const checkingMessages = {
  'name-unknown': {
    code: 'L0201',
    severity: 'error',
    message: 'There is no {name} here.',
    explanation:
      'A name is an input, a hyperparameter, a binding of `where`, or a `const` of the file or of an import. Check the spelling, or declare it.',
  },
  'call-unknown': {
    code: 'L0202',
    severity: 'error',
    message: 'There is no function, loss or metric called {name}.',
    explanation:
      'Called names are the operators of the language (docs/operators.md), and losses, metrics and functions of the file or of its imports.',
  },
  'call-of-value': {
    code: 'L0203',
    severity: 'error',
    message: '{name} is a value, not a function.',
    explanation: 'Write `*` between two factors: `a * (b + c)`, not `a(b + c)`.',
  },
  'value-of-call': {
    code: 'L0204',
    severity: 'error',
    message: '{name} is a function; here a value is needed.',
    explanation: 'Functions, losses and operators must be called with their arguments.',
  },
  'argument-count': {
    code: 'L0205',
    severity: 'error',
    message: '{name} takes {expected}; it was given {actual}.',
    explanation: 'The number of values before the `;` must be the number of declared arguments.',
  },
  'option-unknown': {
    code: 'L0206',
    severity: 'error',
    message: '{name} has no option {option}.',
    explanation:
      'After `;` come hyperparameters of the called loss or function by name, or the options of an operator: `keep` and `weight` of reductions, `empty` of `ratio`.',
  },
  'option-twice': {
    code: 'L0207',
    severity: 'error',
    message: '{option} is given twice.',
    explanation: 'Each option or hyperparameter may be given once in a call.',
  },
  'option-missing': {
    code: 'L0208',
    severity: 'error',
    message: '{name} needs {option}, which has no default.',
    explanation: 'Give the hyperparameter after `;`, or declare a default for it.',
  },
  recursion: {
    code: 'L0209',
    severity: 'error',
    message: '{name} calls itself: {chain}.',
    explanation:
      'Losses and functions are formulas, expanded where they are called; they cannot call themselves.',
  },
  'binding-cycle': {
    code: 'L0210',
    severity: 'error',
    message: '{name} is defined by itself: {chain}.',
    explanation: 'Bindings of a `where` may stand in any order but may not depend on themselves.',
  },
  'loss-unknown': {
    code: 'L0211',
    severity: 'error',
    message: 'There is no loss or metric called {name} in {file}.',
    explanation:
      'Only `loss` and `metric` declarations can be compiled; functions are expanded where they are called.',
  },
  'axes-missing': {
    code: 'L0301',
    severity: 'error',
    message: '{name} needs its axes in brackets.',
    explanation:
      'Reductions and operators along an axis name it: `sum[n, i](x)`, `softmax[c](z)`, `one_hot[c](t)`.',
  },
  'axes-unexpected': {
    code: 'L0302',
    severity: 'error',
    message: '{name} works on single elements and takes no axes.',
    explanation: 'Elementwise operators apply to every element; there is nothing to name in a bracket.',
  },
  'axis-unknown': {
    code: 'L0303',
    severity: 'error',
    message: 'There is no axis {axis} here; the axes are {axes}.',
    explanation: 'The axes of a loss are those that its inputs declare, and the class axes of its indexes.',
  },
  'axis-absent': {
    code: 'L0304',
    severity: 'error',
    message: '{name} goes along {axis}, but {value} has {axes}.',
    explanation:
      'A reduction names axes that its operand has. Reducing over an axis that is not there would be a multiplication by its size, and is nearly always a slip.',
  },
  'axis-twice': {
    code: 'L0305',
    severity: 'error',
    message: 'The axis {axis} is named twice.',
    explanation: 'Each axis may be named once in a bracket.',
  },
  'axis-single': {
    code: 'L0306',
    severity: 'error',
    message: '{name} works along exactly one axis.',
    explanation: '`one_hot`, `pick`, `valid`, `argmax`, `cumsum`, `size` and `position` speak of one axis.',
  },
  'axis-not-renamable': {
    code: 'L0307',
    severity: 'error',
    message: '{name} takes axes, it does not rename them.',
    explanation:
      '`callee: caller` renames an axis of a loss, metric or function that is called: `dice[i: px](p, y)`.',
  },
  'axis-collision': {
    code: 'L0308',
    severity: 'error',
    message: 'Two axes of {name}, {first} and {second}, would both be {axis}.',
    explanation: 'After renaming, different axes of the called loss must still be different.',
  },
  'axis-missing-in-arguments': {
    code: 'L0309',
    severity: 'error',
    message: '{name} works along its axis {axis}, but no argument has that axis: {argument} has {axes}.',
    explanation:
      'Axes are matched by name. Where the caller has another name for the axis, rename it in the call: `dice[i: px](p, y)`.',
  },
  'axis-arguments': {
    code: 'L0310',
    severity: 'error',
    message: '{name} has {expected}; the call names {actual}.',
    explanation:
      'The bracket of a `fn` lists axis parameters. With one parameter, a call may bind it to several axes; with more, they are bound one by one.',
  },
  'slice-unexpected': {
    code: 'L0311',
    severity: 'error',
    message: '{name} cannot work on a part of an axis.',
    explanation: 'Parts of an axis, `c: 1..`, are for reductions.',
  },
  'slice-bound': {
    code: 'L0312',
    severity: 'error',
    message: 'The bounds of a part of an axis are whole numbers from 0 on, the first not above the second.',
    explanation: '`c: 1..` leaves out the first class; `c: 1..3` takes the classes 1 and 2.',
  },
  'kind-unknown': {
    code: 'L0401',
    severity: 'error',
    message: 'There is no kind {kind}.',
    explanation: 'The kinds are `real`, `logit`, `prob`, `label`, `soft`, `index of c`, `weight` and `map`.',
  },
  'index-needs-of': {
    code: 'L0402',
    severity: 'error',
    message: 'An index says which axis it points into: `index[…] of c`.',
    explanation: 'The class axis tells how many classes there are, and which values are ignored.',
  },
  'of-without-index': {
    code: 'L0403',
    severity: 'error',
    message: '{kind} points into no axis; `of` belongs to `index`.',
    explanation: 'Only an `index` has a class axis.',
  },
  'index-arithmetic': {
    code: 'L0404',
    severity: 'error',
    message: '{value} is an index: it can be compared, but {operation} means nothing for classes.',
    explanation:
      'Class numbers are names, not quantities. Use `one_hot[c](t)`, `pick[c](x, t)`, `valid[c](t)`, or a comparison such as `t != 0`.',
  },
  'index-expected': {
    code: 'L0405',
    severity: 'error',
    message: '{name} needs an index of {axis}; {value} is {actual}.',
    explanation: 'Declare the labels as `t: index[n, i] of c`.',
  },
  'domain-constant': {
    code: 'L0406',
    severity: 'error',
    message: 'The bounds of a domain must be constants.',
    explanation: 'Numbers, `inf`, `pi` and `const` declarations may stand in a domain.',
  },
  'domain-empty': {
    code: 'L0407',
    severity: 'error',
    message: 'No value lies in this domain.',
    explanation: 'The lower bound must not be above the upper one.',
  },
  'domain-outside-kind': {
    code: 'L0408',
    severity: 'error',
    message: 'The domain {domain} goes beyond {kind}, which holds {allowed}.',
    explanation: 'A domain narrows the values of a kind. For other values choose another kind.',
  },
  'argument-kind': {
    code: 'L0409',
    severity: 'error',
    message: '{parameter} of {name} takes {expected}; {value} is {actual}.',
    explanation:
      'The kind of an input says which values it takes. Pass probabilities to a `prob` (`sigmoid(z)`, `softmax[c](z)`), hard 0 and 1 to a `label`.',
  },
  'argument-range': {
    code: 'L0410',
    severity: 'warning',
    message: '{parameter} of {name} takes {expected}; {value} is known only to lie in {actual}.',
    explanation:
      'The compiler could not show that the argument keeps to the declared domain; check that it does.',
  },
  'default-outside-domain': {
    code: 'L0411',
    severity: 'error',
    message: '{name} must lie in {domain}; {value} does not.',
    explanation: 'Defaults, pinned values and values given in calls must keep to the declared domain.',
  },
  'hyperparameter-kind': {
    code: 'L0412',
    severity: 'error',
    message: 'A hyperparameter is real; {kind} is for inputs.',
    explanation: 'Hyperparameters are single numbers. Per-class values are inputs: `w: weight[c]`.',
  },
  'hyperparameter-axes': {
    code: 'L0413',
    severity: 'error',
    message: '{option} of {name} is a single number; this value has {axes}.',
    explanation: 'For a value per class or element, let the loss take an input instead.',
  },
  'default-constant': {
    code: 'L0414',
    severity: 'error',
    message: 'A default must be a constant.',
    explanation: 'Numbers, `inf`, `pi` and `const` declarations may stand in a default or a `const`.',
  },
  'constant-not-finite': {
    code: 'L0415',
    severity: 'error',
    message: '`{expression}` is {value}, whatever the data.',
    explanation:
      'All of its parts are constants, so it is the same in every call: a division by 0, or a function outside its domain. Where infinity is meant, write `inf`.',
  },
  'gradient-none': {
    code: 'L0501',
    severity: 'warning',
    message: '{name} does not depend on {input} in a way that has a gradient.',
    explanation:
      'The gradient is 0 everywhere: comparisons, `argmax`, `floor`, `sign` and `stop` have none. Where it is meant, declare the input `const`, or the whole as a `metric`.',
  },
  'input-unused': {
    code: 'L0502',
    severity: 'warning',
    message: '{input} is declared but never used.',
    explanation: 'Use it or leave it out of the signature.',
  },
  'binding-unused': {
    code: 'L0504',
    severity: 'warning',
    message: '{name} is named but never used.',
    explanation:
      'A name of a `where` that nothing uses is often a misspelling, or what is left of an earlier version. `part name = …` is reported beside the loss, used or not.',
  },
  'ignored-counted': {
    code: 'L0503',
    severity: 'warning',
    message: 'An element whose {index} is ignored still counts in this {operation}.',
    explanation:
      'An ignored pixel has to leave every sum, that of the prediction and the divisor of a mean included: `sum[i](p; keep = valid[c](t))`.',
  },
  'may-be-infinite': {
    code: 'L0510',
    severity: 'warning',
    message: '{name} can be infinite or NaN where {where}: {expression}.',
    explanation:
      'The declared domains allow data for which the loss or its gradient is no finite number. A narrower domain, such as `in (0, 1)`, says that such data do not occur; logits instead of probabilities, `clamp`, `ratio` or a smoothing term keep the formula finite for all of them. `lossc explain` shows what is proved.',
  },
  'not-proved-finite': {
    code: 'L0511',
    severity: 'warning',
    message: '{name} could not be shown to be finite where {where}: {expression}.',
    explanation:
      'A divisor may be 0, or an exponential too large, for all that the declared domains say. `ratio(a, b)` is 0 where b is, and a domain on the input says which data do not occur. `lossc check` searches for data at which it goes wrong, and shows them.',
  },
} as const satisfies Record<string, Entry>;
