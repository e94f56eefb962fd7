/** Colours for terminals, as ANSI sequences; with colour off, text passes through. */

export type Colour = 'red' | 'yellow' | 'blue' | 'cyan' | 'bold';
export type Paint = (colour: Colour, text: string) => string;

const codes: Readonly<Record<Colour, string>> = {
  red: '31',
  yellow: '33',
  blue: '34',
  cyan: '36',
  bold: '1',
};

/** Makes the function that paints. Whether to paint is for the caller to decide (`NO_COLOR`, a pipe). */
export const paint =
  (isOn: boolean): Paint =>
  (colour, text) =>
    isOn && text !== '' ? `\u001b[${codes[colour]}m${text}\u001b[0m` : text;
