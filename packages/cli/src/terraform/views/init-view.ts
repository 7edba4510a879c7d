import type { Diagnostic } from "@tutti/hcl";
import type { BackendStep } from "@tutti/operation";
import type { InstallStep } from "@tutti/plugin-install";
import type { CommandContext } from "../../command/command.ts";
import { productName } from "../../command/product.ts";
import { writeMessage } from "./json-message.ts";
import { JsonView } from "./json-view.ts";
import type { Report } from "./report.ts";

/** How `init` is shown: in words, or with `-json` as a stream of messages. */
export interface InitView {
  start(): void;
  /** A stage begins or ends. */
  stage(stage: InitStage): void;
  /** A module that is about to be copied into the working directory. */
  copying(source: string): void;
  /** A package that is about to be fetched. */
  download(text: string): void;
  /** A module that was installed. */
  module(text: string): void;
  /** What was done ends here; what is told next stands for itself. */
  space(): void;
  /** One provider that comes with us. */
  item(text: string): void;
  /** What is done about one that does not. */
  provider(step: InstallStep): void;
  backend(step: BackendStep): void;
  /** Shows all; answers with the exit status that they ask for. */
  diagnostics(diagnostics: readonly Diagnostic[]): number;
}

type InitStage =
  | "backend"
  | "modules"
  | "modules-upgrade"
  | "providers"
  | "self-signed"
  | "lock-created"
  | "lock-changed"
  | "success"
  | "empty";

export function createInitView(context: CommandContext, report: Report, json: boolean): InitView {
  return json ? new JsonInitView(context, report) : new HumanInitView(context, report);
}

class HumanInitView implements InitView {
  readonly #context: CommandContext;
  readonly #report: Report;

  constructor(context: CommandContext, report: Report) {
    this.#context = context;
    this.#report = report;
  }

  start(): void {}

  stage(stage: InitStage): void {
    const { stdout } = this.#context;
    for (const { text } of stageMessages(stage, this.#context)) stdout.write(`${text}\n`);
  }

  space(): void {
    this.#context.stdout.write("\n");
  }

  copying(source: string): void {
    this.#context.stdout.write(`Copying configuration from "${source}"...\n`);
  }

  download(text: string): void {
    this.#context.stdout.write(`Downloading ${text}...\n`);
  }

  module(text: string): void {
    this.item(text);
  }

  item(text: string): void {
    this.#context.stdout.write(`- ${text}\n`);
  }

  provider(step: InstallStep): void {
    this.item(providerText(step).human);
  }

  backend(step: BackendStep): void {
    this.#context.stdout.write(backendText(step, productName(this.#context.product).title));
  }

  diagnostics(diagnostics: readonly Diagnostic[]): number {
    return this.#report.diagnostics(diagnostics);
  }
}

class JsonInitView implements InitView {
  readonly #context: CommandContext;
  readonly #view: JsonView;

  constructor(context: CommandContext, report: Report) {
    this.#context = context;
    this.#view = new JsonView(context, report);
  }

  start(): void {
    this.#view.start();
  }

  stage(stage: InitStage): void {
    for (const { code, text } of stageMessages(stage, this.#context))
      writeMessage(this.#context, "info", text.trim(), "init_output", { message_code: code });
  }

  space(): void {}

  copying(source: string): void {
    const text = `Copying configuration from "${source}"...`;
    writeMessage(this.#context, "info", text, "init_output", {
      message_code: "copying_configuration_message",
    });
  }

  download(text: string): void {
    this.item(`Downloading ${text}...`);
  }

  /** Terraform writes the dash of its text into the message. */
  module(text: string): void {
    this.item(`- ${text}`);
  }

  item(text: string): void {
    writeMessage(this.#context, "info", text, "log", {});
  }

  provider(step: InstallStep): void {
    this.item(providerText(step).json);
  }

  backend(step: BackendStep): void {
    const text = backendText(step, productName(this.#context.product).title);
    writeMessage(this.#context, "info", text.trim(), "log", {});
  }

  diagnostics(diagnostics: readonly Diagnostic[]): number {
    return this.#view.diagnostics(diagnostics);
  }
}

interface StageMessage {
  readonly code: string;
  readonly text: string;
}

function stageMessages(stage: InitStage, { product }: CommandContext): readonly StageMessage[] {
  const { title, command } = productName(product);
  const one = (code: string, text: string): readonly StageMessage[] => [{ code, text }];
  switch (stage) {
    case "backend":
      return one("initializing_backend_message", "Initializing the backend...");
    case "modules":
      return one("initializing_modules_message", "Initializing modules...");
    case "modules-upgrade":
      return one("upgrading_modules_message", "Upgrading modules...");
    case "providers":
      return one("initializing_provider_plugin_message", "Initializing provider plugins...");
    case "self-signed":
      return one("partner_and_community_providers_message", SELF_SIGNED);
    case "lock-created":
      return one(
        "lock_info",
        `${title} has created a lock file .terraform.lock.hcl to record the provider\nselections it made above. Include this file in your version control repository\nso that ${title} can guarantee to make the same selections by default when\nyou run "${command} init" in the future.`,
      );
    case "lock-changed":
      return one(
        "dependencies_lock_changes_info",
        `${title} has made some changes to the provider dependency selections recorded\nin the .terraform.lock.hcl file. Review those changes and commit them to your\nversion control system if they represent changes you intended to make.`,
      );
    case "empty":
      return one(
        "output_init_empty_message",
        `${title} initialized in an empty directory!\n\nThe directory has no ${title} configuration files. You may begin working\nwith ${title} immediately by creating ${title} configuration files.`,
      );
    case "success":
      return [
        ...one("output_init_success_message", `${title} has been successfully initialized!`),
        ...one(
          "output_init_success_cli_message",
          `\nYou may now begin working with ${title}. Try running "${command} plan" to see\nany changes that are required for your infrastructure. All ${title} commands\nshould now work.\n\nIf you ever set or change modules or backend configuration for ${title},\nrerun this command to reinitialize your working directory. If you forget, other\ncommands will detect it and remind you to do so if necessary.`,
        ),
      ];
  }
}

function backendText({ kind, type, from }: BackendStep, title: string): string {
  switch (kind) {
    case "changing":
      if (from !== undefined && from !== type)
        return `${title} detected that the backend type changed from "${from}" to "${type}".\n\n`;
      return `Backend configuration changed!\n\n${title} has detected that the configuration specified for the backend\nhas changed. ${title} will now check for existing state in the backends.\n\n\n`;
    case "configured":
      return `\nSuccessfully configured the backend "${type}"! ${title} will automatically\nuse this backend unless the backend configuration changes.\n`;
    case "unsetting":
      return `${title} has detected you're unconfiguring your previously set "${type}" backend.\n\n\n`;
    case "unset":
      return `Successfully unset the backend "${type}". ${title} will now operate locally.\n`;
  }
}

const SELF_SIGNED = `Partner and community providers are signed by their developers.
If you'd like to know more about provider signing, you can read about it here:
https://www.terraform.io/docs/cli/plugins/signing.html`;

/** What Terraform says of each step: in a line, and as a message. */
function providerText(step: InstallStep): { readonly human: string; readonly json: string } {
  const { source } = step;
  switch (step.kind) {
    case "reusing":
      return {
        human: `Reusing previous version of ${source} from the dependency lock file`,
        json: `${source}: Reusing previous version from the dependency lock file`,
      };
    case "finding":
      return step.constraint === ""
        ? { human: `Finding latest version of ${source}...`, json: `${source}: Finding latest version...` }
        : {
            human: `Finding ${source} versions matching "${step.constraint}"...`,
            json: `Finding matching versions for provider: ${source}, version_constraint: "${step.constraint}"`,
          };
    case "present":
      return {
        human: `Using previously-installed ${source} v${step.version}`,
        json: `${source} v${step.version}: Using previously-installed provider version`,
      };
    case "cached":
      return {
        human: `Using ${source} v${step.version} from the shared cache directory`,
        json: `${source} v${step.version}: Using from the shared cache directory`,
      };
    case "installing":
      return {
        human: `Installing ${source} v${step.version}...`,
        json: `Installing provider version: ${source} v${step.version}...`,
      };
    case "installed":
      return {
        human: `Installed ${source} v${step.version} (${step.trust})`,
        json: `Installed provider version: ${source} v${step.version} (${step.trust})`,
      };
  }
}
