export { writeKitProgram } from "./kit-file.ts";
