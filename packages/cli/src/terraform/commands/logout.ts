import type { Command, CommandContext } from "../../command/command.ts";
import { productName } from "../../command/product.ts";
import { cliError } from "../../errors.ts";
import { parseLegacy, refuseWithUsage } from "../flags/command-flags.ts";
import { runHelper } from "../settings/host-settings.ts";
import { readSettings } from "../settings/read-settings.ts";
import { credentialsPath, readStoredCredentials, storeToken } from "../settings/stored-credentials.ts";
import { legacyReport } from "../views/report.ts";
import { requestedHost } from "./login.ts";

const FLAGS = {} as const;

/** Takes away the token that `login` stored. */
export const command: Command = {
  summary: "Remove locally-stored credentials for a remote host",
  flags: FLAGS,
  run,
};

async function run(context: CommandContext): Promise<number> {
  const flags = await parseLegacy(context, "logout", FLAGS);
  if (typeof flags === "number") return flags;
  if (flags.rest.length > 1)
    return refuseWithUsage(context, "logout", cliError("too-many-hosts", "logout", "out of"));
  const report = legacyReport(context);
  const host = requestedHost(report, flags.rest);
  if (typeof host === "number") return host;
  const { runtime, stdout } = context;
  const { title, command: name } = productName(context.product);
  const { settings } = await readSettings(runtime);
  const stored = await readStoredCredentials(runtime);
  if (settings.credentials.has(host.shown) && !stored.has(host.shown))
    return report.error(
      cliError("credentials-manually-configured", host.shown),
      `The "${name} logout" command cannot log out because credentials for this host are manually configured in a CLI configuration file.\n\nTo log out, revoke the existing credentials and remove that block from the CLI configuration.`,
    );
  const { helper } = settings;
  if (helper !== undefined) {
    stdout.write(
      `Removing the stored credentials for ${host.shown} using the configured\n${JSON.stringify(helper.name)} credentials helper.\n\n`,
    );
    await runHelper(runtime, helper, "forget", host.shown);
  } else if (stored.has(host.shown)) {
    stdout.write(
      `Removing the stored credentials for ${host.shown} from the following file:\n    ${credentialsPath(runtime)}\n\n`,
    );
    await storeToken(runtime, host.shown, undefined);
  } else {
    stdout.write(`No credentials for ${host.shown} are stored.\n\n`);
    return 0;
  }
  stdout.write(`Success! ${title} has removed the stored API token for ${host.shown}.\n\n`);
  return 0;
}
