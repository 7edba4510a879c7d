import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { writeProgram } from "@tutti/plugin-host/testkit";

/** The provider `notes` as one executable file. */
export function writeNotesProgram(path: string): Promise<string> {
  return writeProgram(path, join(dirname(fileURLToPath(import.meta.url)), "notes-program.ts"));
}
