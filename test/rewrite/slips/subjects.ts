/** Losses in which the procedures fire, and data at the edges of their domains, on which a slip would show. */
import type { Program } from '../../../src/syntax/program.ts';
import type { Data } from '../../../src/verify/oracle/data.ts';
import { findLoss } from '../../../src/verify/oracle/evaluate.ts';
import { Random } from '../../../src/verify/random.ts';
import { Sampler, situations, type Situation } from '../../../src/verify/sample.ts';
import { edgeCases } from '../../edges/fixture.ts';
import { dataOf, program, tensor } from '../../verify/program.ts';
import { forms } from '../forms/forms.ts';
import { found } from '../../random/found.ts';
import { losses } from '../losses.ts';
import { textbook } from '../textbook.ts';

export interface Subject {
  readonly text: string;
  readonly program: Program;
  readonly name: string;
  /** A rule that has to fire. */
  readonly rule?: string;
  /** All procedures that fire, where that is written down. */
  readonly fires?: readonly string[];
}

const subject = (text: string, of: Partial<Subject> = {}): Subject => ({
  text,
  program: program(text),
  name: 'f',
  ...of,
});

export const subjects = (): readonly Subject[] => [
  ...Object.entries(forms).map(([text, fires]) => subject(text, { fires })),
  ...Object.entries(losses).map(([rule, text]) => subject(text, { rule })),
  ...Object.values(textbook).map((text) => subject(text)),
  ...Object.values(found).map((text) => subject(text)),
  ...[...new Map(edgeCases.map(({ source, name }) => [source, name]))].map(([text, name]) =>
    subject(text, { name }),
  ),
];

/** One element is at an edge as a whole: a sum of it is 0, a maximum is reached by all. */
const alone = situations
  .filter(({ regime, shape }) => regime === 'edges' && shape === 'small')
  .map((situation): Situation => ({ ...situation, shape: 'ones' }));
/** Far out, the truth takes a second. */
const usual = situations.filter(({ regime }) => regime !== 'extremes');

export function dataFor({ program: file, name, text }: Subject): readonly Data[] {
  const sampler = new Sampler(file, name, new Random(1));
  const drawn = [...alone, ...alone, ...alone, ...usual, ...alone, ...usual].map((each) =>
    sampler.data(each),
  );
  return [...fixed({ program: file, name, text }), ...drawn];
}

/** What the fixture has for the loss. */
function fixed({ program: file, name, text }: Subject): readonly Data[] {
  const { declaration } = findLoss(file, name);
  return edgeCases
    .filter(({ source }) => source === text)
    .map(({ data }) =>
      dataOf(
        Object.fromEntries(
          declaration.inputs.map((input) => [
            input.name.text,
            tensor(input.axes.map((axis) => axis.text).join(' '), data.inputs[input.name.text]),
          ]),
        ),
        data.params,
      ),
    );
}
