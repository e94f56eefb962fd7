/** Modules from outside the bundle: generated ones, the user's, TensorFlow.js. */

/** Given by what runs the bundle as a script (engine.ts); a script from compiled code cannot import by itself. */
declare const importOutside: ((address: string) => Promise<unknown>) | undefined;

const importHere = (address: string): Promise<unknown> => import(address);

/** Imports the module at an absolute address; it is the caller who knows what is in it. */
export const importModule = async <Module>(address: string): Promise<Module> =>
  (await (typeof importOutside === 'undefined' ? importHere : importOutside)(address)) as Module;
