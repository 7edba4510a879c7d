import { RuntimeError } from "@tutti/runtime";

/** What is hidden cannot be opened, or may not be hidden so; the message says why, and holds no key. */
export class SealError extends RuntimeError {
  constructor(target: string, why: string) {
    super("ESEALED", target, why);
  }
}
