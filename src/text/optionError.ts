/** An option of a compilation that does not fit the loss: thrown, since it is no mistake of the loss file. */
export class OptionError extends RangeError {
  readonly remedy: string | undefined;

  constructor(message: string, remedy?: string) {
    super(message);
    this.name = 'OptionError';
    this.remedy = remedy;
  }
}
