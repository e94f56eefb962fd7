/** A stream of this process: lines out, coloured where a person reads them. */
import { styleText } from 'node:util';

export type Style = 'bold' | 'dim' | 'red' | 'green' | 'yellow';

export interface Terminal {
  readonly colour: boolean;
  line(text: string): void;
  /** The text in a style; unchanged where there is no colour. */
  style(style: Style, text: string): string;
}

/** Writes nothing: for work whose outcome somebody else tells. */
export const silent: Terminal = { colour: false, line: () => undefined, style: (_, text) => text };

/** Colour follows NO_COLOR and FORCE_COLOR, and otherwise whether the stream is a terminal. */
export function terminal(stream: NodeJS.WriteStream, environment: NodeJS.ProcessEnv): Terminal {
  const colour = wantsColour(stream, environment);
  return {
    colour,
    line: (text) => void stream.write(`${text}\n`),
    style: (style, text) => (colour ? styleText(style, text) : text),
  };
}

function wantsColour(stream: NodeJS.WriteStream, environment: NodeJS.ProcessEnv): boolean {
  if (environment['NO_COLOR']) return false;
  const forced = environment['FORCE_COLOR'];
  if (forced !== undefined) return forced !== '0' && forced !== 'false';
  return stream.isTTY === true && environment['TERM'] !== 'dumb';
}
