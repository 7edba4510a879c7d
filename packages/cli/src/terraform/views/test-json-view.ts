import { encodeLazyJson, type LazyJson, planToJson, stateToJson } from "@tutti/engine";
import type { Diagnostic } from "@tutti/hcl";
import { TERRAFORM_VERSION, type TestEvent, type TestedObjects } from "@tutti/operation";
import type { CommandContext } from "../../command/command.ts";
import { productName, VERSION } from "../../command/product.ts";
import { writeDiagnosticMessages } from "./diagnostic-messages.ts";
import { writeMessage } from "./json-message.ts";
import { providerJson } from "./provider-schema-json.ts";
import type { Report } from "./report.ts";
import { placeText, statusWord, summaryText, type TestView } from "./test-view.ts";

type Fields = Readonly<Record<string, unknown>>;

/** The version of the message format. */
const UI_VERSION = "1.2";

/** Tests as a stream of JSON messages, one on a line. */
export class JsonTestView implements TestView {
  readonly #context: CommandContext;
  readonly #report: Report;
  readonly #verbose: boolean;

  constructor(context: CommandContext, report: Report, verbose: boolean) {
    this.#context = context;
    this.#report = report;
    this.#verbose = verbose;
  }

  start(): void {
    const { title } = productName(this.#context.product);
    const version = this.#context.product === "tutti" ? VERSION : TERRAFORM_VERSION;
    this.#info(`${title} ${version}`, "version", { terraform: version, ui: UI_VERSION });
  }

  event(event: TestEvent): void {
    switch (event.kind) {
      case "found": {
        const runs = [...event.files.values()].reduce((sum, names) => sum + names.length, 0);
        const text = `Found ${counted(event.files.size, "file")} and ${counted(runs, "run block")}`;
        this.#info(text, "test_abstract", {
          test_abstract: Object.fromEntries(
            [...event.files].map(([file, names]) => [file, names.length === 0 ? null : names]),
          ),
        });
        return;
      }
      case "file-start":
        this.#file(event.file, "in progress", { progress: "starting" });
        return;
      case "file-teardown":
        this.#file(event.file, "tearing down", { progress: "teardown" });
        return;
      case "file-end":
        this.#file(event.file, statusWord(event.status), { progress: "complete", status: event.status });
        this.#tell(event.diagnostics, placeOf(event.file, undefined));
        return;
      case "run-start":
        this.#run(event, "in progress", { progress: "starting", elapsed: 0 });
        return;
      case "run-teardown":
        this.#run(event, "tearing down", { progress: "teardown", elapsed: 0 });
        return;
      case "run-end":
        this.#runEnd(event);
        return;
      case "left-behind":
        this.#leftBehind(event);
        return;
      case "summary": {
        const { status, passed, failed, errored, skipped } = event.summary;
        const counts = { status, passed, failed, errored, skipped };
        this.#info(summaryText(event.summary), "test_summary", { test_summary: counts });
        return;
      }
    }
  }

  diagnostics(diagnostics: readonly Diagnostic[]): void {
    this.#tell(diagnostics, {});
  }

  #leftBehind({ file, run, diagnostics, objects }: TestEvent & { readonly kind: "left-behind" }): void {
    const { title } = productName(this.#context.product);
    const place = placeOf(file, run);
    if (objects.length > 0) {
      const text = `${title} left some resources in state after executing ${placeText(file, run)}, they need to be cleaned up manually.`;
      const failed = objects.map(({ instance, deposedKey }) =>
        deposedKey === undefined ? { instance } : { instance, deposed_key: deposedKey },
      );
      writeMessage(this.#context, "error", text, "test_cleanup", {
        ...place,
        test_cleanup: { failed_resources: failed },
      });
    }
    this.#tell(diagnostics, place);
  }

  #runEnd(event: TestEvent & { readonly kind: "run-end" }): void {
    this.#run(event, statusWord(event.status), { progress: "complete", status: event.status });
    const place = placeOf(event.file, event.run);
    if (this.#verbose && event.tested !== undefined) {
      const { kind } = event.tested;
      const shown = { [`test_${kind}`]: testedJson(event.tested, this.#context.product === "tutti") };
      this.#info(`-verbose flag enabled, printing ${kind}`, `test_${kind}`, { ...place, ...shown });
    }
    this.#tell(event.diagnostics, place);
  }

  #info(text: string, type: string, fields: Fields): void {
    writeMessage(this.#context, "info", text, type, fields);
  }

  #file(file: string, word: string, fields: Fields): void {
    this.#info(`${file}... ${word}`, "test_file", {
      ...placeOf(file, undefined),
      test_file: { path: file, ...fields },
    });
  }

  #run({ file, run }: { readonly file: string; readonly run: string }, word: string, fields: Fields): void {
    this.#info(`  ${JSON.stringify(run)}... ${word}`, "test_run", {
      ...placeOf(file, run),
      test_run: { path: file, run, ...fields },
    });
  }

  #tell(diagnostics: readonly Diagnostic[], place: Fields): void {
    writeDiagnosticMessages(this.#context, this.#report, diagnostics, place);
  }
}

function placeOf(file: string, run: string | undefined): Fields {
  return { "@testfile": file, ...(run === undefined ? {} : { "@testrun": run }) };
}

function counted(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? "" : "s"}`;
}

/** What `show -json` says of it, with the schemas that it needs to be understood. */
function testedJson(tested: TestedObjects, beyond: boolean): Fields {
  const schemas = tested.kind === "plan" ? tested.plan.schemas : tested.schemas;
  const providers = {
    provider_format_version: "1.0",
    provider_schemas: Object.fromEntries(
      [...schemas].map(([source, schema]) => [source, providerJson(schema, beyond)]),
    ),
  };
  if (tested.kind === "plan") {
    const json = planToJson(tested.plan, tested.config, TERRAFORM_VERSION);
    const { format_version, output_changes, resource_changes, resource_drift, relevant_attributes } =
      plain(json);
    const changes = { output_changes, resource_changes, resource_drift, relevant_attributes };
    return { plan_format_version: format_version, ...changes, ...providers };
  }
  const json = stateToJson(tested.state, tested.schemas, {
    productVersion: TERRAFORM_VERSION,
    checks: false,
  });
  const { format_version, values } = plain(json);
  const { root_module, outputs } = isRecord(values) ? values : {};
  return { state_format_version: format_version, root_module, outputs, ...providers };
}

function plain(json: LazyJson): Fields {
  const parsed: unknown = JSON.parse([...encodeLazyJson(json)].join(""));
  return isRecord(parsed) ? parsed : {};
}

function isRecord(value: unknown): value is Fields {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
