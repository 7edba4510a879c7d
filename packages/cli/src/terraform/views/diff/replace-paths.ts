import { type Path, type PathStep, toFloat64 } from "@tutti/values";

/** Paths that force a replacement, seen from one place: narrowed step by step as a value is walked. */
export class ReplacePaths {
  readonly #paths: readonly Path[];
  constructor(paths: readonly Path[]) {
    this.#paths = paths;
  }

  /** One of the paths ends here. */
  get here(): boolean {
    return this.#paths.some((path) => path.length === 0);
  }
  attribute(name: string): ReplacePaths {
    return this.#below((step) => (step.kind === "attribute" ? step.name === name : keyText(step) === name));
  }
  key(name: string): ReplacePaths {
    return this.attribute(name);
  }
  index(index: number): ReplacePaths {
    return this.#below((step) => step.kind === "index" && keyText(step) === String(index));
  }

  #below(matches: (step: PathStep) => boolean): ReplacePaths {
    if (this.#paths.length === 0) return this;
    const below: Path[] = [];
    for (const [step, ...rest] of this.#paths) if (step !== undefined && matches(step)) below.push(rest);
    return below.length === 0 ? NO_REPLACE : new ReplacePaths(below);
  }
}

export const NO_REPLACE: ReplacePaths = new ReplacePaths([]);

function keyText(step: PathStep): string {
  if (step.kind === "attribute") return step.name;
  if (!step.key.isKnown) return "";
  return step.key.type.kind === "number" ? String(toFloat64(step.key.asNumber)) : step.key.asString;
}
