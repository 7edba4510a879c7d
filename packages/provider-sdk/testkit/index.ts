export { writeNotesProgram } from "./notes-file.ts";
export * from "./provider-test.ts";
