/**
 * How the program was started and how it can be started again. Whoever starts
 * it knows where its parts are and says so once: `bin/tutti` for the npm
 * package, `scripts/start-executable.mjs` inside of a single executable. Nothing else
 * works out a path of the program (`scripts/program-parts.mjs` lists the parts).
 */
export interface Installation {
  /** Program and arguments that start it again, in front of a command: supervisors are started so. */
  readonly self: readonly string[];
  /** The name or path that it was called by: a link called `terraform` or `consul` makes it behave as that product. */
  readonly calledAs: string | undefined;
  /** The command and its arguments. */
  readonly words: readonly string[];
}
