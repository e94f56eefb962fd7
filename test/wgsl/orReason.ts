/** An implementation of WebGPU, or why it cannot be had here: said clearly, and an error where it is required. */

/** What `start` gives, or the reason as text where that cannot be. `LOSSC_REQUIRE_WGSL=1` makes the reason an error. */
export async function orReason<T>(where: string, start: () => Promise<T>): Promise<T | string> {
  try {
    return await start();
  } catch (error) {
    const reason = inShort(error instanceof Error ? error.message : String(error));
    const message = `WGSL is not executed ${where}: ${reason}`;
    if (process.env['LOSSC_REQUIRE_WGSL'] === '1') throw new Error(message, { cause: error });
    console.warn(message);
    return reason;
  }
}

/** Of a report about a program that did not start: its first line, and what the program itself complained about. */
function inShort(message: string): string {
  const [first = '', ...rest] = message.split('\n');
  const complaints = rest.flatMap((line) => /\[err\] ([^\u001b]*)/.exec(line)?.[1] ?? []);
  return [first, ...new Set(complaints)].join('\n');
}
