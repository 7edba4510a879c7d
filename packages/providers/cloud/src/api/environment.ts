import type { Fields } from "@tutti/plugin";
import type { Runtime } from "@tutti/runtime";

/** The argument, else the first of the variables that is set to something. */
export function argumentOrVariable(
  config: Fields,
  name: string,
  { environment }: Runtime,
  variables: readonly string[],
): string | undefined {
  const written = config.string(name);
  if (written !== undefined && written !== "") return written;
  return variables.map((variable) => environment.variables.get(variable)).find((value) => value);
}
