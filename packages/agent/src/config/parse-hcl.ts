import { parseHcl1, plainOf } from "@tutti/hcl1";
import { type Outcome, refuse } from "@tutti/server";
import { agentError } from "../errors.ts";

/**
 * A configuration in HCL 1 as plain data, to be decoded against a table of
 * fields: a block that comes once is a record, one that comes again a list.
 */
export function parseHcl(text: string): Outcome<Readonly<Record<string, unknown>>> {
  const parsed = parseHcl1(text);
  if (!parsed.ok) return refuse(agentError("hcl-text-unreadable", String(parsed.error)));
  const plain = plainOf(parsed.root, parsed.text, "records");
  return plain.ok ? plain.value : refuse(agentError("hcl-text-unreadable", String(plain.error)));
}
