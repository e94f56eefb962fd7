/** The library: everything that the command line does, for programs. */
export {
  compile,
  type CompiledLoss,
  type CompileOptions,
  type Cost,
  type DomainValues,
  type HyperparameterSignature,
  type InputSignature,
  type Signature,
} from './compile.ts';
export { targets, type Target } from './backends/targets.ts';
export { candidates } from './cli/candidate.ts';
export { finitenessOf, witnessText, type FinitenessReport } from './cli/finite.ts';
export { nodeHost } from './cli/host.ts';
export { version } from './cli/version.ts';
export { load, type Host, type Program, type Resolved } from './syntax/program.ts';
export { parse } from './syntax/parse.ts';
export { format } from './syntax/print.ts';
export type { Diagnostic, Related, Report } from './text/diagnostic.ts';
export { render } from './text/render.ts';
export { position, type Position, type Source, type Span } from './text/source.ts';
export { describe, type Mismatch, type Verdict } from './verify/verdict.ts';
export { verify, type Candidate, type CandidateResult, type VerifyOptions } from './verify/verify.ts';
