// Starts the program inside of a single executable (scripts/compile.mjs): all
// parts are in the file, and Bun, which it is made of, tells a link's name as argv0.
import { start } from "../packages/cli/src/main.ts";

start({ self: [process.execPath], calledAs: process.argv0, words: process.argv.slice(2) });
