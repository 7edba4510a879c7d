import type { Command, CommandContext } from "../../command/command.ts";
import { boolFlag, parseFlags } from "../../command/flags.ts";
import { CONSUL_VERSION, productName, TERRAFORM_VERSION, VERSION } from "../../command/product.ts";

const FLAGS = { json: boolFlag() } as const;

/** Says which version this is, and which providers the lock file selects. */
export const command: Command = {
  summary: "Show the current Tutti version",
  flags: FLAGS,
  run,
};

async function run(context: CommandContext): Promise<number> {
  const parsed = parseFlags(FLAGS, context.args, context.flagWatcher);
  if (parsed.error !== undefined) {
    const [{ usageOf }, { plainError }, { cliError }] = await Promise.all([
      import("../usage/usage.ts"),
      import("../views/plain-error.ts"),
      import("../../errors.ts"),
    ]);
    context.stderr.note(`${usageOf("version", context.product)}\n`);
    return plainError(context, cliError("flags-unreadable", parsed.error));
  }
  const { os, arch } = context.runtime.environment;
  const version = { tutti: VERSION, terraform: TERRAFORM_VERSION, consul: CONSUL_VERSION }[context.product];
  const selections = await readSelections(context);
  if (parsed.values.json) {
    const report = {
      terraform_version: context.product === "tutti" ? TERRAFORM_VERSION : version,
      ...(context.product === "tutti" ? { tutti_version: VERSION } : {}),
      platform: `${os}_${arch}`,
      provider_selections: Object.fromEntries(selections),
      terraform_outdated: false,
    };
    context.stdout.write(`${JSON.stringify(report, undefined, 2)}\n`);
    return 0;
  }
  const { title } = productName(context.product);
  const lines = [`${title} v${version}`, `on ${os}_${arch}`];
  for (const [source, selected] of selections) lines.push(`+ provider ${source} v${selected}`);
  context.stdout.write(`${lines.join("\n")}\n`);
  return 0;
}

/** Providers and versions of `.terraform.lock.hcl`; its form is fixed, so it is not parsed as HCL here. */
async function readSelections(context: CommandContext): Promise<readonly (readonly [string, string])[]> {
  const { disk } = context.runtime;
  if ((await disk.stat(".terraform.lock.hcl")) === undefined) return [];
  const text = await disk.readText(".terraform.lock.hcl");
  const found: (readonly [string, string])[] = [];
  for (const [, source, body] of text.matchAll(/^provider\s+"([^"]+)"\s*\{([^}]*)\}/gm)) {
    const version = /^\s*version\s*=\s*"([^"]+)"/m.exec(body ?? "")?.[1];
    if (source !== undefined && version !== undefined) found.push([source, version]);
  }
  return found.toSorted(([a], [b]) => (a < b ? -1 : 1));
}
