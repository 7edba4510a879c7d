import { graphMistakes, type VariableArgument } from "@tutti/config";
import {
  type DrawnOperation,
  type DrawRequest,
  drawOperation,
  drawResources,
  removedMistakes,
} from "@tutti/engine";
import { errorDiagnostic, hasErrors } from "@tutti/hcl";
import { openEncryption, providerMistakes, providerSources, readPlanFile } from "@tutti/operation";
import type { Command, CommandContext } from "../../command/command.ts";
import { boolFlag, moot, textFlag } from "../../command/flags.ts";
import { productName } from "../../command/product.ts";
import { cliError } from "../../errors.ts";
import { parseLegacy } from "../flags/command-flags.ts";
import { EARLY_FLAGS, variableArguments } from "../flags/early-flags.ts";
import { operationDot, resourcesDot } from "../views/graph-dot.ts";
import { operationMermaid, resourcesMermaid } from "../views/graph-mermaid.ts";
import { plainError } from "../views/plain-error.ts";
import { legacyReport, type Report } from "../views/report.ts";
import { openGivenState } from "./initialised-state.ts";
import { loadConfiguration } from "./load-configuration.ts";
import { loadSchemas } from "./load-schemas.ts";

const FLAGS = {
  ...EARLY_FLAGS,
  plan: textFlag(),
  type: textFlag(),
  "draw-cycles": boolFlag(),
  format: textFlag("dot"),
  "module-depth": moot(textFlag(), "modules are drawn in every depth"),
} as const;

const TYPES: ReadonlySet<string> = new Set([
  "plan",
  "plan-refresh-only",
  "plan-destroy",
  "apply",
] satisfies DrawnOperation[]);

/** Prints what depends on what. */
export const command: Command = {
  summary: "Generate a Graphviz graph of the steps in an operation",
  flags: FLAGS,
  run,
};

async function run(context: CommandContext): Promise<number> {
  const flags = await parseLegacy(context, "graph", FLAGS);
  if (typeof flags === "number") return flags;
  const { stdout, product } = context;
  const { plan, format, "draw-cycles": drawCycles } = flags.values;
  const type = flags.values.type === "" && plan !== "" ? "apply" : flags.values.type;
  if (flags.rest.length > 0) return plainError(context, cliError("folder-given-as-argument"));
  const report = legacyReport(context);
  const variables = variableArguments(flags.uses);
  if (type === "validate" || type === "eval")
    return report.error(
      cliError("graph-type-gone"),
      `The graph type ${JSON.stringify(type)} is no longer available. Use -type=plan instead to get a similar result.`,
    );
  if (type !== "" && !isOperation(type))
    return report.error(
      cliError("unsupported-graph-type"),
      'The -type=... argument must be either "plan", "plan-refresh-only", "plan-destroy", or "apply".',
    );
  if (format !== "dot" && format !== "mermaid")
    return report.error(
      cliError("unsupported-graph-format"),
      'The -format=... argument must be "dot" or "mermaid".',
    );
  const request =
    plan === ""
      ? await requestOf(context, report, variables, type)
      : await plannedRequest(context, report, plan, variables);
  if (typeof request === "number") return request;
  if (type === "") {
    const drawn = drawResources(request);
    if (drawn !== undefined) {
      stdout.write(
        format === "dot" ? resourcesDot(drawn, productName(product).command) : resourcesMermaid(drawn),
      );
      return 0;
    }
  }
  const drawn = drawOperation(type === "" ? "plan" : type, request);
  if (drawn.circles.length > 0 && !drawCycles) {
    const circles = drawn.circles.map((circle) => circle.map((node) => drawn.nodes[node]?.name).join(", "));
    return report.diagnostics(
      circles.map((names) => errorDiagnostic(cliError("graph-has-a-cycle", names), "")),
    );
  }
  stdout.write(format === "dot" ? operationDot(drawn) : operationMermaid(drawn));
  return 0;
}

function isOperation(type: string): type is DrawnOperation {
  return TYPES.has(type);
}

async function requestOf(
  context: CommandContext,
  report: Report,
  variables: readonly VariableArgument[],
  type: string,
): Promise<DrawRequest | number> {
  // Of the root module alone Terraform tells places as seen from here, of what goes beyond it by their whole paths.
  const root = await loadConfiguration(context, report, { anyVersion: true, rootOnly: true, variables });
  if (hasErrors(root.diagnostics)) return report.diagnostics(root.diagnostics);
  const { directory } = context.runtime.environment;
  const loaded = await loadConfiguration(context, report, { anyVersion: true, directory, variables });
  const { config } = loaded;
  if (config === undefined || hasErrors(loaded.diagnostics)) return report.diagnostics(loaded.diagnostics);
  const sources = providerSources(config.root);
  const missing = await providerMistakes(context.runtime, config, "plan");
  if (missing.length > 0) return report.diagnostics([...loaded.diagnostics, ...missing]);
  // A graph of nothing but a plan knows of `removed` and `import` blocks, and holds the former against what is declared first.
  const plans = type === "" || type === "plan";
  const removed = plans ? removedMistakes(config) : [];
  const kind = { imports: plans, expanding: true, destroying: type === "plan-destroy" };
  const mistakes = removed.length > 0 ? removed : graphMistakes(config.root, kind);
  if (hasErrors(mistakes)) return report.diagnostics([...loaded.diagnostics, ...mistakes]);
  const schemas = await loadSchemas(context, sources);
  const opened = await (await openGivenState(context, variables)).read();
  return opened.ok ? { config, schemas, state: opened.value.state } : report.problems(opened.problems);
}

async function plannedRequest(
  context: CommandContext,
  report: Report,
  path: string,
  variables: readonly VariableArgument[],
): Promise<DrawRequest | number> {
  if ((await context.runtime.disk.stat(path)) === undefined)
    return plainError(context, cliError("plan-to-draw-not-found", path));
  const read = await readPlanFile(context.runtime, path, await openEncryption(context.runtime, variables));
  if (!read.ok) return report.diagnostics(read.diagnostics);
  const { file, config } = read.value;
  return { config, schemas: file.plan.schemas, state: file.plan.priorState, plan: file.plan };
}
