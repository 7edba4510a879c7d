export { writeKitProgram, writeProgram } from "./kit-file.ts";
