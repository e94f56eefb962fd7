/** The executable: starts the command line, or says that Node is too old, in syntax that old Nodes read. */
import * as module from 'module';
import { setFlagsFromString } from 'v8';
import { isMainThread, workerData } from 'worker_threads';

const oldest = [20, 19];
const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);

if (major < oldest[0]! || (major === oldest[0] && minor < oldest[1]!)) {
  console.error(`lossc needs Node ${oldest.join('.')} or newer; this is Node ${process.versions.node}.`);
  process.exitCode = 2;
} else {
  // Most that a compilation runs is not worth the best code so early. The flag is another one from Node 22 on, and from
  // Node 24 on the engine knows by itself.
  if (major < 22) setFlagsFromString('--interrupt-budget=400000');
  else if (major < 24) setFlagsFromString('--invocation-count-for-turbofan=12000');
  // From Node 22 on; the next start then finds everything compiled.
  if ('enableCompileCache' in module && typeof module.enableCompileCache === 'function')
    module.enableCompileCache();
  void import('./main.ts').then(({ main, serve }) =>
    isMainThread ? main(process.argv.slice(2), new URL(import.meta.url)) : serve(workerData),
  );
}
