import { discover, FETCH_LIMITS, FetchFailure } from "@tutti/modules";
import type { Command, CommandContext } from "../../command/command.ts";
import { productName } from "../../command/product.ts";
import { cliError } from "../../errors.ts";
import { parseLegacy, refuseWithUsage } from "../flags/command-flags.ts";
import { LoginFailure, obtainToken } from "../login/authorization-code.ts";
import { type LoginService, readLoginService } from "../login/login-service.ts";
import { parseHostName } from "../settings/host-name.ts";
import { hostSettings, runHelper } from "../settings/host-settings.ts";
import { readSettings } from "../settings/read-settings.ts";
import { credentialsPath, storeToken } from "../settings/stored-credentials.ts";
import { legacyReport, type Report } from "../views/report.ts";

const FLAGS = {} as const;

/** Gets a token from a host and keeps it. */
export const command: Command = {
  summary: "Obtain and save credentials for a remote host",
  flags: FLAGS,
  run,
};

/** Where people log in who name no host. */
const HOST_DEFAULT = "app.terraform.io";

async function run(context: CommandContext): Promise<number> {
  const flags = await parseLegacy(context, "login", FLAGS);
  if (typeof flags === "number") return flags;
  if (flags.rest.length > 1)
    return refuseWithUsage(context, "login", cliError("too-many-hosts", "login", "in to"));
  const report = legacyReport(context);
  const { title, command: name } = productName(context.product);
  if (/^(0|f|false)$/i.test(context.runtime.environment.variables.get("TF_INPUT") ?? ""))
    return report.error(
      cliError("login-is-interactive"),
      `The "${name} login" command uses interactive prompts to obtain and record credentials, so it can't be run with input disabled.\n\nTo configure credentials in a non-interactive context, write existing credentials directly to a CLI configuration file.`,
    );
  const host = requestedHost(report, flags.rest);
  if (typeof host === "number") return host;
  const service = await findService(context, report, host.shown);
  if (typeof service === "number") return service;
  if (!(await agrees(context, service, host.shown))) return report.error(cliError("login-cancelled"));
  let token: string;
  try {
    token =
      service.kind === "login"
        ? await obtainToken(context, host.shown, service)
        : await askForToken(context, host.shown, service.page);
  } catch (error) {
    if (error instanceof LoginFailure) return report.error(error.kind, error.message);
    throw error;
  }
  await keepToken(context, host.shown, token);
  context.stdout.write(
    `\n---------------------------------------------------------------------------------\n\nSuccess! ${title} has obtained and saved an API token.\n\nThe new API token will be used for any future ${title} command that must make\nauthenticated requests to ${host.shown}.\n\n`,
  );
  return 0;
}

/** The host that an argument names; a number is the exit status of a refusal. */
export function requestedHost(report: Report, rest: readonly string[]): { readonly shown: string } | number {
  const given = rest[0] ?? HOST_DEFAULT;
  const parsed = parseHostName(given);
  return parsed.ok
    ? { shown: parsed.host }
    : report.error(
        cliError("invalid-hostname"),
        `The given hostname "${given}" is not valid: ${parsed.why}.`,
      );
}

async function findService(
  { runtime, product }: CommandContext,
  report: Report,
  host: string,
): Promise<LoginService | number> {
  const { title, command: name } = productName(product);
  try {
    const context = { runtime, limits: FETCH_LIMITS, signal: undefined };
    const found = readLoginService(await discover(context, await hostSettings(runtime), host));
    switch (found.kind) {
      case "login":
      case "page":
        return found;
      case "grants":
        return report.error(
          cliError("host-does-not-support-login", title),
          `The given hostname "${host}" does not allow any OAuth grant types that are supported by this version of ${title}.`,
        );
      case "none":
        if (found.why !== undefined)
          report.warning(
            cliError("host-does-not-support-login", title),
            `The given hostname "${host}" cannot support "${name} login": ${found.why}.`,
          );
        return report.error(
          cliError("host-does-not-support-tokens", title),
          `The given hostname "${host}" does not support creating ${title} authorization tokens.`,
        );
    }
  } catch (error) {
    if (!(error instanceof FetchFailure)) throw error;
    return report.error(cliError("service-discovery-failed", host), `${error.message}.`);
  }
}

async function agrees(
  { stdin, stdout, runtime, product }: CommandContext,
  service: LoginService,
  host: string,
): Promise<boolean> {
  const { title } = productName(product);
  const { helper } = (await readSettings(runtime)).settings;
  const how =
    service.kind === "page"
      ? `${title} will request an API token for ${host} using your browser.\n\n`
      : `${title} will request an API token for ${host} using OAuth.\n\nThis will work only if you are able to use a web browser on this computer to\ncomplete a login process. If not, you must obtain an API token by another\nmeans and configure it in the CLI configuration manually.\n\n`;
  const where =
    helper === undefined
      ? `If login is successful, ${title} will store the token in plain text in\nthe following file for use by subsequent commands:\n    ${credentialsPath(runtime)}\n\n`
      : `If login is successful, ${title} will store the token in the configured\n${JSON.stringify(helper.name)} credentials helper for use by subsequent commands.\n\n`;
  stdout.write(
    `${how}${where}Do you want to proceed?\n  Only 'yes' will be accepted to confirm.\n\n  Enter a value: `,
  );
  const answer = await stdin.readLine();
  stdout.write("\n");
  return answer?.trim() === "yes";
}

/** For hosts whose tokens are made by hand. */
async function askForToken(
  { stdin, stdout, runtime, product }: CommandContext,
  host: string,
  page: string,
): Promise<string> {
  const { title } = productName(product);
  const line = "---------------------------------------------------------------------------------";
  stdout.write(
    `\n${line}\n\nOpen the following URL to access the tokens page for ${host}:\n    ${page}\n\n\n${line}\n\nGenerate a token using your browser, and copy-paste it into this prompt.\n\n${title} will store the token in plain text in the following file\nfor use by subsequent commands:\n    ${credentialsPath(runtime)}\n\nToken for ${host}:\n  Enter a value: `,
  );
  const token = (await stdin.readLine())?.trim() ?? "";
  stdout.write("\n");
  if (token === "") throw new LoginFailure(cliError("token-not-given", "EOF"), "");
  return token;
}

async function keepToken({ runtime }: CommandContext, host: string, token: string): Promise<void> {
  const { helper } = (await readSettings(runtime)).settings;
  if (helper === undefined) await storeToken(runtime, host, token);
  else await runHelper(runtime, helper, "store", host, JSON.stringify({ token }));
}
