import type { Schema } from "./schema.ts";

const NAME = /^[a-z_][a-z0-9_]*$/;

/** What the language itself has in such a block. */
const TAKEN = {
  resource: ["connection", "count", "depends_on", "for_each", "lifecycle", "provider", "provisioner"],
  provider: ["alias", "count", "depends_on", "for_each", "lifecycle", "locals", "source", "version"],
} as const;

/** Throws where a name cannot be written in a configuration: a mistake of the provider's maker, found when it is started. */
export function checkNames(kind: keyof typeof TAKEN, what: string, schema: Schema): void {
  for (const name of Object.keys(schema)) {
    if ((TAKEN[kind] as readonly string[]).includes(name))
      throw new Error(
        `${what} has an attribute "${name}", which the language takes for itself there: give it another name`,
      );
    checkName(name, `an attribute of ${what}`);
  }
  for (const [name, member] of Object.entries(schema))
    if (member.kind === "block") checkInner(`${what}.${name}`, member.schema);
}

function checkInner(what: string, schema: Schema): void {
  for (const [name, member] of Object.entries(schema)) {
    checkName(name, `an attribute of ${what}`);
    if (member.kind === "block") checkInner(`${what}.${name}`, member.schema);
  }
}

/** The name of a type, a function, an attribute. */
export function checkName(name: string, what: string): void {
  if (NAME.test(name)) return;
  throw new Error(
    `"${name}" cannot be the name of ${what}: it is written with lower-case letters, digits and underscores`,
  );
}
