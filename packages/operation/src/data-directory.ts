import type { Runtime } from "@tutti/runtime";

/** Where Terraform keeps what it knows of a working directory: `.terraform`, or TF_DATA_DIR. */
export function dataDirectory(runtime: Runtime): string {
  const given = runtime.environment.variables.get("TF_DATA_DIR");
  return given === undefined || given === "" ? ".terraform" : given;
}
