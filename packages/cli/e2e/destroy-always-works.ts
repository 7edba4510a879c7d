/**
 * The one place where a drawn script may come to less than Terraform's failure: a destroy of everything.
 *
 * Terraform plans a destroy with the whole configuration, and fails for what no destroy needs. Ours evaluates only
 * what the providers of stored objects are configured with (ARCHITECTURE, decision 2), so there it must succeed.
 */

/** What Terraform says of parts of a configuration that a destroy does not evaluate here. */
const NOT_NEEDED = [
  "Error: Output refers to sensitive values ",
  "Error: Configuration for import target does not exist ",
];

interface Told {
  readonly line: string;
  readonly status: number | undefined;
  readonly stderr: readonly string[];
}

/** Whether Terraform refused to destroy for what ours does not look at, and ours, which came through, is right. */
export function destroysAnyway(terraform: Told, ours: Told): boolean {
  return (
    destroysAll(terraform.line) &&
    terraform.status === 1 &&
    terraform.stderr.length > 0 &&
    terraform.stderr.every((error) => NOT_NEEDED.some((start) => error.startsWith(start))) &&
    // A plan with -detailed-exitcode says 2 where something is destroyed.
    (ours.status === 0 || (ours.status === 2 && ours.line.includes("-detailed-exitcode"))) &&
    ours.stderr.length === 0
  );
}

/** Whether that line was the end of the stored objects, and not the plan of it. */
export const leavesNothing = (line: string): boolean => destroysAll(line) && !line.startsWith("plan ");

/** Where only a part is destroyed, an ordinary plan comes first here too. */
function destroysAll(line: string): boolean {
  const [command, ...flags] = line.split(" ");
  const destroys =
    command === "destroy" || ((command === "apply" || command === "plan") && flags.includes("-destroy"));
  return destroys && !flags.some((flag) => /^--?(target|exclude)\b/.test(flag));
}
