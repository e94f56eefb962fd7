/** How generated modules of every backend refuse what is passed by name: each text is copied into a module. */

/** Needs `checkObject`. */
export const checkNames = `function checkNames(what, given, known) {
  checkObject(what, given);
  for (const name of Object.keys(given))
    if (!known.includes(name))
      throw new Error(\`There is no \${what} called \${name}; \${known.length > 0 ? \`there is \${known.join(', ')}\` : 'there is none'}.\`);
}`;

/** Needs `told`. */
export const checkObject = `function checkObject(what, given) {
  if (Object(given) !== given) throw new Error(\`Pass an object with each \${what} by name; this is \${told(given)}.\`);
}`;

export const told = `/** As a message tells it: a string might pass for the number that it spells. */
function told(given) {
  return typeof given === 'string' ? \`the string "\${given}"\` : String(given);
}`;
