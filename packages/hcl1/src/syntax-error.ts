import type { Position } from "./position.ts";

/** Columns that a place is told later; of the loose JSON form no place (`nowhere`) or one without `At` (`bare`) is told. */
type Beyond = number | "nowhere" | "bare";

/** Why a text is no document, and where: of a token its first character, of a bad character that one. */
export class Hcl1SyntaxError {
  readonly message: string;
  readonly start: Position;
  readonly end: Position;
  /** So many columns later programs that read HCL 1 say it: they count each time that they find nothing behind the end. */
  readonly #beyond: Beyond;

  constructor(message: string, start: Position, end: Position, beyond: Beyond = 0) {
    this.message = message;
    this.start = start;
    this.end = end;
    this.#beyond = beyond;
  }

  /** `At 3:7: literal not terminated`, as programs that read HCL 1 say it. */
  toString(): string {
    if (this.#beyond === "nowhere") return this.message;
    if (this.#beyond === "bare") return `${this.start.line}:${this.start.column}: ${this.message}`;
    return `At ${this.start.line}:${this.start.column + this.#beyond}: ${this.message}`;
  }
}

/** Thrown inside of the room only, with offsets; `parseHcl1` makes a value of it. */
export class Fault {
  readonly message: string;
  readonly start: number;
  readonly end: number;
  /** As an error has it. */
  readonly beyond: Beyond;

  constructor(message: string, start: number, end: number = start + 1, beyond: Beyond = 0) {
    this.message = message;
    this.start = start;
    this.end = end;
    this.beyond = beyond;
  }
}
