import type { ErrorKind } from "@tutti/errors";
import type { Loaded, StateProblem } from "./problem.ts";

/** Carries the first refusal out of the depth of a decoder; caught by `catchRefusal`. */
export class Refusal extends Error {
  readonly problem: StateProblem;
  constructor(kind: ErrorKind, detail: string) {
    super(detail);
    this.problem = { ...kind, detail };
  }
}

/** Runs a decoder that throws refusals. */
export function catchRefusal<T>(run: () => T): Loaded<T> {
  try {
    return { ok: true, value: run() };
  } catch (error) {
    if (error instanceof Refusal) return { ok: false, problems: [error.problem] };
    throw error;
  }
}
