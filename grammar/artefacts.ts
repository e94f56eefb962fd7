/** The grammar in, every file that is generated from it out; scripts/grammar.mjs writes them, a test compares. */
import { generateCstDts } from 'chevrotain';
import { ebnf } from './ebnf.ts';
import { Grammar } from './grammar.ts';
import { railroad } from './railroad.ts';
import { rules } from './shape.ts';
import { textMate } from './textmate.ts';

/** File names in this folder with their contents; those that prettier knows still have to be formatted. */
export function artefacts(): Readonly<Record<string, string>> {
  const shapes = rules();
  return {
    'cst.ts': cstTypes(),
    'lossc.ebnf': ebnf(shapes),
    'lossc.tmLanguage.json': JSON.stringify(textMate, undefined, 2),
    'railroad.html': railroad(shapes),
  };
}

const cstHead =
  '/** The concrete syntax tree, one type per rule. Generated from grammar.ts by scripts/grammar.mjs: do not edit. */';

function cstTypes(): string {
  const types = generateCstDts(new Grammar().getGAstProductions(), { includeVisitorInterface: false });
  return `${cstHead}\n${types.replace('ICstVisitor, ', '')}`;
}
