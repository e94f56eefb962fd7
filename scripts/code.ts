/** The bundle of the command line in; beside it, the code that the engine made of it, out. */
import { renameSync, writeFileSync } from 'node:fs';
import { pathToFileURL } from 'node:url';
import { codePath, run, scriptOf, tune } from '../src/cli/engine.ts';

const [, bundle = ''] = process.argv;

tune();
const script = scriptOf(bundle);
const { main } = run(script, bundle);
// What explains a loss compiles it too. The code of what verbs do beyond that would take longer to load than it saves.
await main(['explain', 'losses/region.loss', 'dice'], pathToFileURL(bundle));
// A mistake in that loss is for others to tell.
process.exitCode = 0;

// Renamed, so that nobody reads half of it.
const path = codePath(bundle);
writeFileSync(`${path}.new`, script.createCachedData());
renameSync(`${path}.new`, path);
