import { basename, dirname, join } from "node:path";

/** More links than the system itself follows. */
export const LINKS_MAX = 40;

let count = 0;

/** Where a file lies until it takes the name of the one that it replaces. */
export function temporaryFor(target: string): string {
  count += 1;
  return join(dirname(target), `.${basename(target)}.${process.pid}.${count}.tmp`);
}
