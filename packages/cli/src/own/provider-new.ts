import { parseProviderSource } from "@tutti/config";
import type { Command, CommandContext } from "../command/command.ts";
import { textFlag } from "../command/flags.ts";
import { VERSION } from "../command/product.ts";
import { cliError } from "../errors.ts";
import { parseModern } from "../terraform/flags/command-flags.ts";
import { Report } from "../terraform/views/report.ts";
import { newProviderFiles } from "./new-provider-files.ts";

const FLAGS = { sdk: textFlag(), source: textFlag() } as const;

/** Every name of a type begins with it, and a registry knows it by it. */
const NAME = /^[a-z][a-z0-9]*$/;

/** Writes a provider in TypeScript with its test. */
export const command: Command = {
  summary: "Write a provider in TypeScript, with its test",
  flags: FLAGS,
  run,
};

async function run(context: CommandContext): Promise<number> {
  const flags = parseModern(context, "provider new", FLAGS);
  if (typeof flags === "number") return flags;
  const report = new Report(context, { unframed: true });
  const [name, ...more] = flags.rest;
  if (name === undefined || more.length > 0 || !NAME.test(name))
    return report.usageError(
      cliError("provider-name-unusable"),
      "Give the provider one name of lower-case letters and digits, as configurations will call it.",
      "provider new",
    );
  const source = flags.values.source === "" ? `registry.example.com/acme/${name}` : flags.values.source;
  const parsed = parseProviderSource(source);
  if (!parsed.ok || parsed.source.type !== name)
    return report.error(
      cliError("provider-source-unusable"),
      `${JSON.stringify(source)} is not where a provider ${name} could be published. Write it like registry.example.com/acme/${name}.`,
    );
  const { disk } = context.runtime;
  if ((await disk.stat(name)) !== undefined && (await disk.list(name)).length > 0)
    return report.error(
      cliError("provider-folder-taken"),
      `There is something in the folder ${name} already, and nothing of it is written over. Choose another name, or empty it.`,
    );
  const sdk = flags.values.sdk === "" ? VERSION : `file:${flags.values.sdk}`;
  for (const [path, text] of newProviderFiles({ name, source, sdk })) {
    await disk.makeDirectory(`${name}/${path}`.replace(/\/[^/]*$/, ""));
    await disk.writeFile(`${name}/${path}`, text);
  }
  context.stdout.write(
    `Wrote the provider ${name} into the folder ${name}. Go on there:\n\n  cd ${name}\n  npm install\n  npm test\n  tutti provider build\n`,
  );
  return 0;
}
