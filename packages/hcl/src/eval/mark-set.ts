import type { Mark, Value } from "@tutti/values";

/** Collects marks of what a result is made from. Costs nothing while there are none. */
export class MarkSet {
  #marks: Set<Mark> | undefined;

  /** The value's own marks, not those of what is inside. */
  add(value: Value): void {
    if (value.marks === undefined) return;
    this.#marks ??= new Set();
    for (const mark of value.marks) this.#marks.add(mark);
  }

  putOn(value: Value): Value {
    return value.withMarks(this.#marks);
  }
}
