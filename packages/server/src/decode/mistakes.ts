/** A value of another type than declared. Readers around it put where it stands. */
export class UnmarshalMistake {
  struct = "";
  path = "";
  readonly #found: string;
  readonly #go: string;

  /** `found` as Go says it: `string`, `number 300`. */
  constructor(found: string, go: string) {
    this.#found = found;
    this.#go = go;
  }

  get text(): string {
    const place =
      this.struct === "" && this.path === "" ? "Go value" : `Go struct field ${this.struct}.${this.path}`;
    return `json: cannot unmarshal ${this.#found} into ${place} of type ${this.#go}`;
  }
}

/** Of a type, or anything else in words. */
export type Mistake = UnmarshalMistake | string;

/** Where the decoder stands: the innermost struct, and the fields from the outermost one. */
export interface Context {
  readonly struct: string;
  readonly path: readonly string[];
}

/**
 * The mistakes of one reader. Most of them are kept while reading goes on, and
 * the first one is told; one that stops the reader is told before them.
 */
export class Mistakes {
  context: Context = { struct: "", path: [] };
  #kept: Mistake | undefined;
  #stopping: Mistake | undefined;

  get first(): Mistake | undefined {
    return this.#stopping ?? this.#kept;
  }

  get text(): string | undefined {
    const first = this.first;
    return first instanceof UnmarshalMistake ? first.text : first;
  }

  enter(struct: string, field: string): void {
    this.context = { struct, path: [...this.context.path, field] };
  }

  keep(mistake: Mistake): void {
    this.#kept ??= this.#placed(mistake);
  }

  stop(mistake: Mistake): void {
    this.#stopping ??= this.#placed(mistake);
  }

  #placed(mistake: Mistake): Mistake {
    if (mistake instanceof UnmarshalMistake && this.context.path.length > 0) {
      mistake.struct = this.context.struct;
      mistake.path = this.context.path.join(".");
    }
    return mistake;
  }
}
