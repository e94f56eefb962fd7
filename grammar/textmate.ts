/** The words of the vocabulary in, a TextMate grammar for editors out. */
import type { TokenType } from 'chevrotain';
import * as t from './tokens.ts';

const alternatives = (types: readonly TokenType[]): string => types.map(({ LABEL }) => LABEL).join('|');

const name = '[\\p{L}_][\\p{L}\\p{M}\\p{N}_]*';
/** A name ends before this; `\b` of some editors knows only ASCII. */
const end = '(?![\\p{L}\\p{M}\\p{N}_])';
const start = '(?<![\\p{L}\\p{M}\\p{N}_])';
const word = (pattern: string): string => `${start}(?:${pattern})${end}`;

/** Colours for `.loss` files. Kinds and operators are told by their place, since the grammar names none. */
export const textMate = {
  $schema: 'https://raw.githubusercontent.com/martinring/tmlanguage/master/tmlanguage.json',
  name: 'Loss',
  scopeName: 'source.loss',
  fileTypes: ['loss'],
  patterns: [
    { include: '#comments' },
    { include: '#declaration' },
    { include: '#import' },
    { include: '#constant' },
    { include: '#part' },
    { include: '#kind' },
    { include: '#domain' },
    { include: '#keywords' },
    { include: '#numbers' },
    { include: '#strings' },
    { include: '#calls' },
    { include: '#names' },
    { include: '#signs' },
  ],
  repository: {
    comments: {
      patterns: [
        {
          name: 'comment.line.documentation.loss',
          match: '///(?!/).*$',
          captures: { 0: { patterns: [{ name: 'keyword.other.documentation.loss', match: '@[a-z]+' }] } },
        },
        { name: 'comment.line.double-slash.loss', match: '//.*$' },
        { name: 'comment.block.loss', begin: '/\\*', end: '\\*/' },
      ],
    },
    declaration: {
      match: `${word(alternatives([t.Loss, t.Metric, t.Fn]))}\\s+(${name})(?=\\s*[\\[(])`,
      captures: {
        0: { name: 'storage.type.loss' },
        1: { name: 'entity.name.function.loss' },
      },
    },
    import: {
      begin: `${word(alternatives([t.Import]))}\\s*(?=\\{)`,
      beginCaptures: { 0: { name: 'keyword.control.import.loss' } },
      end: '(?<=")',
      patterns: [
        { include: '#comments' },
        { name: 'keyword.control.import.loss', match: word(alternatives([t.As, t.From])) },
        { include: '#strings' },
        { include: '#names' },
      ],
    },
    constant: {
      match: `${word(alternatives([t.Const]))}\\s+(${name})(?=\\s*=(?!=))`,
      captures: { 0: { name: 'storage.type.loss' }, 1: { name: 'variable.other.constant.loss' } },
    },
    part: {
      match: `${word(alternatives([t.Part]))}(?=\\s+${name}\\s*=(?!=))`,
      name: 'storage.modifier.loss',
    },
    kind: {
      match: `(?<=:)\\s*(?:(${word(alternatives([t.Const]))})\\s+)?(${name})(?=\\s*[\\[,;)=]|\\s+${alternatives([t.In])}${end})`,
      captures: { 1: { name: 'storage.modifier.loss' }, 2: { name: 'support.type.loss' } },
    },
    domain: {
      name: 'keyword.other.loss',
      match: `(?<=[\\p{L}\\p{N}_\\]])\\s+${word(alternatives([t.In, t.Of]))}(?=\\s*[\\p{L}_\\[({])`,
    },
    keywords: {
      patterns: [
        { name: 'keyword.control.loss', match: word(alternatives([t.Where, t.If, t.Then, t.Else])) },
        { name: 'keyword.operator.logical.loss', match: word(alternatives([t.And, t.Or, t.Not])) },
      ],
    },
    numbers: {
      patterns: [
        { name: 'constant.numeric.loss', match: `${start}(?:\\d+(?:\\.\\d+)?|\\.\\d+)(?:[eE][+-]?\\d+)?` },
        { name: 'constant.language.loss', match: word('inf|pi') },
      ],
    },
    strings: { name: 'string.quoted.double.loss', match: '"[^"]*"' },
    calls: { name: 'entity.name.function.call.loss', match: `${name}(?=\\s*(?:\\[[^\\]]*\\]\\s*)?\\()` },
    names: { name: 'variable.other.loss', match: name },
    signs: {
      patterns: [
        { name: 'keyword.operator.comparison.loss', match: '[<>]=?|==|!=' },
        { name: 'keyword.operator.arithmetic.loss', match: '[-+*/^]' },
        { name: 'keyword.operator.assignment.loss', match: '=' },
        { name: 'punctuation.separator.loss', match: '\\.\\.|[,;:]' },
      ],
    },
  },
};
