import type { Locks, ProviderLock } from "./lock-file.ts";

/** The file whole, as Terraform writes it, so that a difference in version control is one in what is chosen. */
export function formatLocks(locks: Locks): string {
  const blocks = [...locks]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([source, lock]) => blockOf(source, lock));
  return [HEADER, ...blocks].join("\n");
}

/** The same words under every name: the file belongs to whoever comes next as well. */
const HEADER = `# This file is maintained automatically by "${"terraform"} init".
# Manual edits may be lost in future updates.
`;

function blockOf(source: string, { version, constraints, hashes }: ProviderLock): string {
  const aligned = constraints === "" ? "version" : "version    ";
  const lines = [`provider ${JSON.stringify(source)} {`, `  ${aligned} = ${JSON.stringify(version)}`];
  if (constraints !== "") lines.push(`  constraints = ${JSON.stringify(constraints)}`);
  if (hashes.length > 0)
    lines.push("  hashes = [", ...hashes.map((hash) => `    ${JSON.stringify(hash)},`), "  ]");
  return `${[...lines, "}"].join("\n")}\n`;
}
