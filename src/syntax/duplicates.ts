/** A module in; names that it gives twice in one scope are reported, with the place of the first. */
import { diagnostic, type Report } from '../text/diagnostic.ts';
import type { Declaration, Module, Name } from './tree.ts';

/** Reports declarations, imports, inputs, hyperparameters and bindings whose name is taken. */
export function reportDuplicates(module: Module, report: Report): void {
  const imported = module.imports.flatMap(({ names }) => names.map(({ local }) => local));
  for (const { name, first } of repeated([...imported, ...module.declarations.map((each) => each.name)])) {
    const related = [{ span: first.span, message: 'declared here first' }];
    report(diagnostic('declared-twice', name.span, { name: `\`${name.text}\`` }, { related }));
  }
  for (const declaration of module.declarations) reportInside(declaration, report);
}

function reportInside(declaration: Declaration, report: Report): void {
  for (const { name, first } of [...repeated(axesOf(declaration)), ...repeated(namesInside(declaration))]) {
    const related = [{ span: first.span, message: 'named here first' }];
    const parameters = { name: `\`${name.text}\``, declaration: `\`${declaration.name.text}\`` };
    report(diagnostic('named-twice', name.span, parameters, { related }));
  }
}

/** Inputs, hyperparameters and bindings share one scope; axes have their own. */
function namesInside(declaration: Declaration): readonly Name[] {
  if (declaration.kind === 'const') return [];
  const parameters =
    declaration.kind === 'fn' ? declaration.parameters : declaration.inputs.map(({ name }) => name);
  const others = [...declaration.hyperparameters, ...declaration.body.bindings].map(({ name }) => name);
  return [...parameters, ...others];
}

const axesOf = (declaration: Declaration): readonly Name[] =>
  declaration.kind === 'fn' ? declaration.axes : [];

function repeated(names: readonly Name[]): readonly { readonly name: Name; readonly first: Name }[] {
  const firsts = new Map<string, Name>();
  const inOrder = [...names].sort((a, b) => a.span.start - b.span.start);
  return inOrder.flatMap((name) => {
    const first = firsts.get(name.text);
    if (first === undefined) firsts.set(name.text, name);
    return first === undefined ? [] : [{ name, first }];
  });
}
