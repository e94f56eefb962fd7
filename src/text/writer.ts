/** Lines in, indented text out: what every backend prints with. */

export class Writer {
  readonly #unit: string;
  /** Lines, and where nothing is indented whole texts of several. */
  readonly #lines: string[] = [];
  #indentation = '';

  /** `unit` is the indentation of one level. */
  constructor(unit = '  ') {
    this.#unit = unit;
  }

  /** Adds lines at the current depth; a text of several lines is indented as a whole. */
  line(text: string): this {
    if (this.#indentation !== '' && text.includes('\n'))
      for (const line of text.split('\n')) this.#push(line);
    else this.#push(text);
    return this;
  }

  #push(line: string): void {
    this.#lines.push(line === '' ? '' : this.#indentation + line);
  }

  /** Adds several texts, each on lines of its own. */
  lines(texts: Iterable<string>): this {
    for (const text of texts) this.line(text);
    return this;
  }

  /** Adds an empty line, unless one was just added or nothing was yet: blanks never pile up. */
  blank(): this {
    const last = this.#lines.at(-1);
    if (last !== undefined && last !== '' && !last.endsWith('\n')) this.#lines.push('');
    return this;
  }

  /** Writes what `body` writes one level deeper. */
  indent(body: () => void): this {
    const outside = this.#indentation;
    this.#indentation += this.#unit;
    try {
      body();
    } finally {
      this.#indentation = outside;
    }
    return this;
  }

  /** An opening line, an indented body, and a closing line: `for (…) {` … `}`. */
  block(open: string, body: () => void, close = '}'): this {
    return this.line(open).indent(body).line(close);
  }

  /** Everything written so far, each line ended by a newline. */
  toString(): string {
    return this.#lines.length === 0 ? '' : `${this.#lines.join('\n')}\n`;
  }
}
