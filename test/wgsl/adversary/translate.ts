/**
 * A WGSL shader, as far as the backend writes it, in; JavaScript that does the same step by step out, with every
 * operation on floating-point numbers left to an arithmetic `A` that may compute it in any way.
 */

/** `f32`, `i32`, `u32`, `bool`, a vector of four of one of them, or an array of those. */
type Type = string;

interface Value {
  readonly js: string;
  readonly type: Type;
  /** Of four neighbours in an array: where they are, to be written to. */
  readonly four?: { readonly array: string; readonly index: string };
}

/** What the elements of a vector are. */
const elementOf = (type: Type): Type => /^vec4<(\w+)>$/.exec(type)?.[1] ?? type;
const isVector = ({ type }: Value): boolean => type.startsWith('vec4');

/** Vectors go element by element; a number beside them is the same for each. */
function elementwise(values: readonly Value[], one: (...elements: Value[]) => Value): Value {
  if (!values.some(isVector)) return one(...values);
  const names = values.map((_, k) => `each${k}`);
  const result = one(...values.map(({ type }, k) => ({ js: names[k] ?? '', type: elementOf(type) })));
  return {
    js: `lanes((${names.join(', ')}) => ${result.js}, ${values.map((v) => v.js).join(', ')})`,
    type: `vec4<${result.type}>`,
  };
}

export interface Translation {
  /** The body of a function of `A` (arithmetic), `M` (arrays by name) and `P` (uniforms); it returns the functions. */
  readonly js: string;
  readonly uniforms: readonly { readonly name: string; readonly type: Type }[];
  readonly arrays: readonly {
    readonly name: string;
    readonly space: string;
    readonly length: number | undefined;
  }[];
}

const token =
  /\s+|\/\/[^\n]*|\/\*[^]*?\*\/|(0x[0-9a-f]+|\d+\.\d*(?:e[+-]?\d+)?|\d+e[+-]?\d+|\d+u?|[\p{L}_][\p{L}\p{N}_]*|&&|\|\||[<>=!]=|<<|>>|\+\+|[-+*/]=|->|.)/giuy;

function tokens(text: string): readonly string[] {
  const found: string[] = [];
  token.lastIndex = 0;
  // `vec4<f32>>` ends two types; a shift has blanks around it.
  const plain = text.replaceAll(/(?<=\w)>>/g, '> >');
  for (let match = token.exec(plain); match !== null; match = token.exec(plain))
    if (match[1] !== undefined) found.push(match[1]);
  return found;
}

export const translate = (wgsl: string): Translation => new Translator(tokens(wgsl)).module();

const binary: Readonly<Record<string, number>> = {
  '||': 0,
  '&&': 0,
  '&': 0,
  '|': 0,
  '==': 1,
  '!=': 1,
  '<': 1,
  '<=': 1,
  '>': 1,
  '>=': 1,
  '<<': 2,
  '>>': 2,
  '+': 3,
  '-': 3,
  '*': 4,
  '/': 4,
  '%': 4,
};
const vectors: Readonly<Record<string, Type>> = { vec4f: 'vec4<f32>', vec4i: 'vec4<i32>' };
const barriers = new Set(['workgroupBarrier', 'storageBarrier']);
const words: Readonly<Record<string, string>> = {
  '+': 'add',
  '-': 'subtract',
  '*': 'multiply',
  '/': 'divide',
};
const comparisons: Readonly<Record<string, string>> = {
  '==': 'equal',
  '!=': 'differ',
  '<': 'less',
  '<=': 'atMost',
  '>': 'less',
  '>=': 'atMost',
};

class Translator {
  readonly #tokens: readonly string[];
  #at = 0;
  readonly #uniforms: { name: string; type: Type }[] = [];
  readonly #arrays: { name: string; space: string; length: number | undefined }[] = [];
  readonly #globals = new Map<string, Type>();
  readonly #returns = new Map<string, Type>();
  /** Functions in which threads wait for each other. */
  readonly #waiting = new Set<string>();
  /** The array that was declared first with each binding number. */
  readonly #bound = new Map<string, string>();
  #binding = '';
  /** Functions that take the index of an element of an array. */
  readonly #accesses = new Set<string>();
  /** Arrays of vectors, by the array that is the same memory. */
  readonly #aliases = new Map<string, string>();
  #scopes: Map<string, Type>[] = [];

  constructor(all: readonly string[]) {
    this.#tokens = all;
    // Functions may be called before they are declared.
    all.forEach((word, k) => {
      if (word !== 'fn') return;
      const open = all.indexOf('{', k);
      const arrow = all.slice(k, open).indexOf('->');
      const returned = all.slice(k + arrow + 1, open).join('');
      this.#returns.set(all[k + 1] ?? '', arrow === -1 ? 'void' : (vectors[returned] ?? returned));
      const end = all.indexOf('fn', k + 1);
      const body = all.slice(open, end === -1 ? undefined : end);
      if (all[k + 3] === 'index') this.#accesses.add(all[k + 1] ?? '');
      if (body.some((w) => barriers.has(w))) this.#waiting.add(all[k + 1] ?? '');
    });
  }

  module(): Translation {
    const parts: string[] = [];
    while (this.#at < this.#tokens.length) {
      if (this.#take('enable')) while (this.#next() !== ';');
      else if (this.#take('struct')) this.#struct();
      else if (this.#take('@')) this.#attribute();
      else if (this.#take('var')) this.#variable();
      else if (this.#take('fn')) parts.push(this.#function());
      else throw this.#unexpected();
    }
    return {
      js: `${prelude}${parts.join('\n')}\nreturn { ${[...this.#returns.keys()].join(', ')} };`,
      uniforms: this.#uniforms,
      arrays: this.#arrays,
    };
  }

  #peek = (): string => this.#tokens[this.#at] ?? '';
  #next = (): string => this.#tokens[this.#at++] ?? '';
  #take(word: string): boolean {
    if (this.#peek() !== word) return false;
    this.#at++;
    return true;
  }
  #expect(word: string): void {
    if (!this.#take(word)) throw this.#unexpected(word);
  }
  #unexpected(wanted = 'something else'): Error {
    const near = this.#tokens.slice(Math.max(0, this.#at - 6), this.#at + 6).join(' ');
    return new Error(`The translator of WGSL wants ${wanted} near: ${near}`);
  }

  // --- declarations ---------------------------------------------------------------------------------------------

  #struct(): void {
    this.#next();
    this.#expect('{');
    while (!this.#take('}')) {
      const name = this.#next();
      this.#expect(':');
      this.#uniforms.push({ name, type: this.#type() });
      this.#take(',');
    }
  }

  #attribute(): void {
    const name = this.#next();
    if (!this.#take('(')) return;
    if (name === 'binding') this.#binding = this.#peek();
    while (this.#next() !== ')');
  }

  #type(): Type {
    const name = this.#next();
    const short = vectors[name];
    if (short !== undefined) return short;
    if (!this.#take('<')) return name;
    let inner = '';
    for (let depth = 1; ;) {
      const word = this.#next();
      if (word === '<') depth++;
      if (word === '>' && --depth === 0) return `${name}<${inner}>`;
      inner += vectors[word] ?? word;
    }
  }

  #variable(): void {
    this.#expect('<');
    const space = this.#next();
    while (this.#next() !== '>');
    const name = this.#next();
    this.#expect(':');
    const type = this.#type();
    this.#expect(';');
    this.#globals.set(name, type);
    const base = this.#bound.get(this.#binding);
    if (type.startsWith('array<vec4')) {
      this.#aliases.set(name, base ?? name);
      return;
    }
    if (space === 'storage') this.#bound.set(this.#binding, name);
    const [, length] = /,(\d+)>$/.exec(type) ?? [];
    if (name !== 'params')
      this.#arrays.push({ name, space, length: length === undefined ? undefined : Number(length) });
  }

  #function(): string {
    const name = this.#next();
    const own = new Map<string, Type>();
    this.#expect('(');
    const parameters: string[] = [];
    while (!this.#take(')')) {
      while (this.#take('@')) this.#attribute();
      const parameter = this.#next();
      this.#expect(':');
      own.set(parameter, this.#type());
      parameters.push(parameter);
      this.#take(',');
    }
    if (this.#take('->')) this.#type();
    this.#scopes = [own];
    const body = this.#block();
    return `function${/\byield\b/.test(body) ? '*' : ''} ${name}(${parameters.map(safe).join(', ')}) ${body}`;
  }

  // --- statements -----------------------------------------------------------------------------------------------

  #block(): string {
    this.#expect('{');
    this.#scopes.push(new Map());
    const lines: string[] = [];
    while (!this.#take('}')) lines.push(this.#statement());
    this.#scopes.pop();
    return `{\n${lines.join('\n')}\n}`;
  }

  #declare(name: string, type: Type): void {
    this.#scopes.at(-1)?.set(name, type);
  }

  #statement(): string {
    if (this.#peek() === '{') return this.#block();
    if (this.#take('if')) return this.#if();
    if (this.#take('for')) return this.#for();
    if (this.#take('return')) {
      const value = this.#peek() === ';' ? '' : this.#expression().js;
      this.#expect(';');
      return `return ${value};`;
    }
    const simple = this.#simple();
    this.#expect(';');
    return `${simple};`;
  }

  #if(): string {
    const test = this.#expression();
    const yes = this.#block();
    if (!this.#take('else')) return `if (${test.js}) ${yes}`;
    return `if (${test.js}) ${yes} else ${this.#take('if') ? this.#if() : this.#block()}`;
  }

  #for(): string {
    this.#expect('(');
    this.#scopes.push(new Map());
    const start = this.#simple();
    this.#expect(';');
    const test = this.#expression().js;
    this.#expect(';');
    const step = this.#simple();
    this.#expect(')');
    const body = this.#block();
    this.#scopes.pop();
    return `for (${start}; ${test}; ${step}) ${body}`;
  }

  /** A declaration, an assignment or a call. */
  #simple(): string {
    if (this.#take('let') || this.#take('var')) return this.#local();
    const target = this.#unary();
    if (target.four !== undefined && this.#take('='))
      return `putFour(${target.four.array}, ${target.four.index}, ${this.#expression().js})`;
    if (this.#take('++')) return `${target.js}++`;
    for (const operator of ['+', '-', '*'])
      if (this.#take(`${operator}=`))
        return `${target.js} = ${this.#binary(operator, target, this.#expression()).js}`;
    if (this.#take('=')) return `${target.js} = ${this.#as(this.#expression(), target.type).js}`;
    return target.js;
  }

  #local(): string {
    const name = this.#next();
    const stated = this.#take(':') ? this.#type() : undefined;
    if (this.#take('=')) {
      const value = this.#as(this.#expression(), stated);
      this.#declare(name, value.type);
      return `let ${safe(name)} = ${value.js}`;
    }
    this.#declare(name, stated ?? 'f32');
    if (stated?.startsWith('vec4')) return `let ${safe(name)} = Array(4).fill(A.constant(0))`;
    const [, length] = /,(\d+)>$/.exec(stated ?? '') ?? [];
    return `let ${safe(name)} = ${length === undefined ? 'A.constant(0)' : `Array(${length}).fill(A.constant(0))`}`;
  }

  // --- expressions ----------------------------------------------------------------------------------------------

  /** A number that was written without a type takes that of its place. */
  #as(value: Value, type: Type | undefined): Value {
    if (type === 'f32' && value.type === 'i32' && /^-?\d+$/.test(value.js))
      return { js: `A.constant(${value.js})`, type: 'f32' };
    return value;
  }

  #expression(least = 0): Value {
    let left = this.#unary();
    for (;;) {
      const operator = this.#peek();
      const level = binary[operator];
      if (level === undefined || level < least) return left;
      this.#next();
      const right = this.#expression(level + 1);
      left =
        level === 3 && [left, right].some(({ type }) => elementOf(type) === 'f32')
          ? this.#sum(left, operator, right, level)
          : this.#binary(operator, left, right);
    }
  }

  /** A chain of sums as one: it may be associated in any way. */
  #sum(first: Value, operator: string, second: Value, level: number): Value {
    const terms = [first, second];
    const signs = [1, operator === '+' ? 1 : -1];
    while (binary[this.#peek()] === level) {
      signs.push(this.#next() === '+' ? 1 : -1);
      terms.push(this.#expression(level + 1));
    }
    if (terms.length === 2) return this.#binary(operator, first, second);
    return elementwise(terms, (...all) => ({
      js: `A.sum([${all.map((x) => x.js).join(', ')}], [${signs.join(', ')}])`,
      type: 'f32',
    }));
  }

  #binary(operator: string, left: Value, right: Value): Value {
    return elementwise([left, right], (x, y) => this.#binaryOfOne(operator, x, y));
  }

  #binaryOfOne(operator: string, left: Value | undefined, right: Value | undefined): Value {
    if (left === undefined || right === undefined) throw this.#unexpected('two operands');
    if (operator === '&&' || operator === '||')
      return { js: `(${left.js} ${operator} ${right.js})`, type: 'bool' };
    if (left.type === 'bool' && (operator === '&' || operator === '|'))
      return { js: `(${left.js} ${operator}${operator} ${right.js})`, type: 'bool' };
    const float = left.type === 'f32' || right.type === 'f32';
    const comparison = comparisons[operator];
    if (comparison !== undefined) {
      if (!float) return { js: `(${left.js} ${operator} ${right.js})`, type: 'bool' };
      const [a, b] = operator.startsWith('>') ? [right, left] : [left, right];
      return { js: `A.${comparison}(${a.js}, ${b.js})`, type: 'bool' };
    }
    if (float) return { js: `A.${words[operator]}(${left.js}, ${right.js})`, type: 'f32' };
    const js = `${left.js} ${operator} ${right.js}`;
    return { js: operator === '/' ? `Math.trunc(${js})` : `((${js}) | 0)`, type: left.type };
  }

  #unary(): Value {
    if (this.#take('-')) {
      return elementwise([this.#unary()], (x) =>
        x?.type === 'f32'
          ? { js: `A.negate(${x.js})`, type: 'f32' }
          : { js: `-${x?.js}`, type: x?.type ?? 'i32' },
      );
    }
    if (this.#take('!')) return elementwise([this.#unary()], (x) => ({ js: `!${x?.js}`, type: 'bool' }));
    return this.#postfix(this.#primary());
  }

  #postfix(value: Value): Value {
    if (isVector(value) && this.#take('.'))
      return { js: `${value.js}[${'xyzw'.indexOf(this.#next())}]`, type: elementOf(value.type) };
    if (!this.#take('[')) return value;
    const index = this.#expression().js;
    this.#expect(']');
    const alias = this.#aliases.get(value.js.slice(2));
    if (alias !== undefined) return this.#ofFour(value, `M.${alias}`, index);
    const element = /^array<(.*?)(,\d+)?>$/.exec(value.type)?.[1] ?? 'f32';
    return this.#postfix({ js: `${value.js}[A.within(${index}, ${value.js})]`, type: element });
  }

  /** Four neighbours of an array, or one of them. */
  #ofFour({ type }: Value, array: string, index: string): Value {
    const four = type.slice('array<'.length, -1);
    if (!this.#take('[')) return { js: `four(${array}, ${index})`, type: four, four: { array, index } };
    const one = this.#expression().js;
    this.#expect(']');
    return { js: `${array}[A.within(4 * (${index}) + ${one}, ${array})]`, type: elementOf(four) };
  }

  #primary(): Value {
    if (this.#take('(')) {
      const inner = this.#expression();
      this.#expect(')');
      return { ...inner, js: `(${inner.js})` };
    }
    const word = this.#next();
    if (/^0x/.test(word)) return { js: word, type: 'i32' };
    if (/^\d+u$/.test(word)) return { js: word.slice(0, -1), type: 'u32' };
    if (/^\d+$/.test(word)) return { js: word, type: 'i32' };
    if (/^\d/.test(word)) return { js: `A.constant(${word})`, type: 'f32' };
    if (word === 'true' || word === 'false') return { js: word, type: 'bool' };
    if (word === 'bitcast') return this.#bitcast();
    if (word === 'vec4' || vectors[word] !== undefined) return this.#vector(vectors[word]);
    if (word === 'params' && this.#take('.')) {
      const name = this.#next();
      return { js: `P.${name}`, type: this.#uniforms.find((u) => u.name === name)?.type ?? 'f32' };
    }
    if (word === 'workgroup' && this.#take('.')) return { js: `${safe(word)}.${this.#next()}`, type: 'u32' };
    if (this.#take('(')) return this.#call(word);
    return this.#name(word);
  }

  #name(word: string): Value {
    for (const scope of [...this.#scopes].reverse()) {
      const type = scope.get(word);
      if (type !== undefined) return { js: safe(word), type };
    }
    const type = this.#globals.get(word);
    if (type === undefined) throw new Error(`${word} is not declared.`);
    return { js: `M.${word}`, type };
  }

  #arguments(): readonly Value[] {
    const all: Value[] = [];
    while (!this.#take(')')) {
      all.push(this.#expression());
      this.#take(',');
    }
    return all;
  }

  #bitcast(): Value {
    this.#expect('<');
    const type = this.#type();
    this.#expect('>');
    this.#expect('(');
    const to = elementOf(type);
    return elementwise(this.#arguments(), (x) => {
      const from = x?.type ?? 'f32';
      if (from === to || (from !== 'f32' && to !== 'f32')) return { js: `(${x?.js} | 0)`, type: to };
      return { js: `A.${to === 'f32' ? 'fromBits' : 'bits'}(${x?.js})`, type: to };
    });
  }

  /** A vector made of one number, of four, or of a vector of another type. */
  #vector(short: Type | undefined): Value {
    if (short === undefined) this.#expect('<');
    const element = short === undefined ? this.#type() : elementOf(short);
    if (short === undefined) this.#expect('>');
    this.#expect('(');
    const all = this.#arguments();
    const [x] = all;
    if (x === undefined) throw this.#unexpected('an element');
    if (isVector(x)) return elementwise([x], (one) => this.#converted(element, one ?? x));
    const elements = all.map((one) => this.#as(one, element).js);
    const js = elements.length === 1 ? `Array(4).fill(${elements[0]})` : `[${elements.join(', ')}]`;
    return { js, type: `vec4<${element}>` };
  }

  /** A number as another type. */
  #converted(type: Type, x: Value): Value {
    if (type === 'f16') return { js: `A.half(${x.js})`, type };
    if (type !== 'f32')
      return { js: x.type === 'f32' || x.type === 'f16' ? `A.truncate(${x.js})` : `(${x.js} | 0)`, type };
    if (x.type === 'f16' || x.type === 'f32') return { js: x.js, type };
    return { js: x.type === 'bool' ? `A.constant(${x.js} ? 1 : 0)` : `A.fromInteger(${x.js})`, type };
  }

  #call(name: string): Value {
    const all = this.#arguments();
    const js = all.map((a) => a.js).join(', ');
    if (barriers.has(name)) return { js: 'yield', type: 'void' };
    const returns = this.#returns.get(name);
    if (returns !== undefined) {
      const access = this.#accesses.has(name);
      const floats = all.map((a) => (returns === 'f32' && !access ? this.#as(a, 'f32').js : a.js)).join(', ');
      if (access && returns !== 'void') return { js: `${name}(${floats})`, type: returns };
      return returns === 'void'
        ? { js: `${this.#waiting.has(name) ? 'yield* ' : ''}${name}(${js})`, type: 'void' }
        : { js: `A.call(${JSON.stringify(name)}, ${name}, [${floats}])`, type: returns };
    }
    return elementwise(all, (...one) => this.#builtIn(name, one));
  }

  #builtIn(name: string, all: readonly Value[]): Value {
    const js = all.map((a) => a.js).join(', ');
    const [x, y, z] = all;
    if (x === undefined) throw this.#unexpected('an argument');
    switch (name) {
      case 'f16':
      case 'f32':
      case 'i32':
      case 'u32':
        return this.#converted(name, x);
      case 'extractBits':
        return { js: `((${x.js} >>> (${y?.js})) & ((1 << ${z?.js}) - 1))`, type: x.type };
      case 'select': {
        const type = x.type === 'i32' && y?.type === 'f32' ? 'f32' : x.type;
        return { js: `(${z?.js} ? ${y && this.#as(y, type).js} : ${this.#as(x, type).js})`, type };
      }
      default:
        if (all.some((a) => a.type === 'f32'))
          return { js: `A.${name}(${all.map((a) => this.#as(a, 'f32').js).join(', ')})`, type: 'f32' };
        return name === 'clamp'
          ? { js: `Math.min(Math.max(${x.js}, ${y?.js}), ${z?.js})`, type: x.type }
          : { js: `Math.${name}(${js})`, type: x.type };
    }
  }
}

/** Four neighbours in an array, read and written at once. */
const prelude = `
const four = (array, k) => [0, 1, 2, 3].map((q) => array[A.within(4 * k + q, array)]);
const lanes = (one, ...values) =>
  [0, 1, 2, 3].map((q) => one(...values.map((value) => (Array.isArray(value) ? value[q] : value))));
const putFour = (array, k, values) => values.forEach((x, q) => { array[A.within(4 * k + q, array)] = x; });
`;

/** Names that WGSL has and JavaScript has not. */
const safe = (name: string): string => `${name}$`;
