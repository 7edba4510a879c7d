import type { Checked, Outcome, ProviderDiagnostic, Schema } from "@tutti/plugin";
import { attributePath, errorDiagnostic } from "@tutti/plugin";
import type { Runtime } from "@tutti/runtime";
import {
  type BackendDefinition,
  type BackendSettings,
  DEFAULT_WORKSPACE,
  findBackend,
  noSettings,
  type StateSeal,
  settingsFrom,
  stateError,
  UNSEALED,
  type Variables,
} from "@tutti/state";
import { DYNAMIC, NULL, objectValue, STRING, type Value } from "@tutti/values";
import { terraformError } from "./errors.ts";

/** Data source `terraform_remote_state`: the outputs of another state. */
export const REMOTE_STATE: Schema = {
  version: 0,
  block: {
    attributes: new Map([
      [
        "backend",
        { type: STRING, required: true, description: "The remote backend to use, e.g. `remote` or `http`." },
      ],
      [
        "config",
        {
          type: DYNAMIC,
          optional: true,
          description:
            'The configuration of the remote backend. Although this is optional, most backends require some configuration.\n\nThe object can use any arguments that would be valid in the equivalent `terraform { backend "<TYPE>" { ... } }` block.',
        },
      ],
      [
        "defaults",
        {
          type: DYNAMIC,
          optional: true,
          description:
            "Default values for outputs, in case the state file is empty or lacks a required output.",
        },
      ],
      [
        "outputs",
        {
          type: DYNAMIC,
          computed: true,
          description: "An object containing every root-level output in the remote state.",
        },
      ],
      [
        "workspace",
        {
          type: STRING,
          optional: true,
          description: "The Terraform workspace to use, if the backend supports workspaces.",
        },
      ],
    ]),
    blocks: new Map(),
  },
};

const INVALID_BACKEND = stateError("invalid-backend-configuration");
/** What the state is read as; nothing is ever written. */
const READER = { name: "<Tutti>", version: "1.11.4" };

export async function validateRemoteState(config: Value, variables: Variables): Promise<Checked> {
  const diagnostics: ProviderDiagnostic[] = [];
  const chosen = await chooseBackend(config, variables);
  if (Array.isArray(chosen)) diagnostics.push(...chosen);
  const defaults = attribute(config, "defaults");
  if (defaults.isKnown && defaults.type.kind !== "object" && defaults.type.kind !== "map") {
    diagnostics.push(
      errorDiagnostic(
        terraformError("invalid-default-values"),
        "Defaults must be given in an object value.",
        attributePath("defaults"),
      ),
    );
  }
  return { diagnostics };
}

interface Chosen {
  readonly definition: BackendDefinition;
  readonly settings: BackendSettings;
}

/** The backend with its settings; what is wrong with them; or undefined while they are not known. */
async function chooseBackend(
  config: Value,
  variables: Variables,
): Promise<Chosen | readonly ProviderDiagnostic[] | undefined> {
  const backend = attribute(config, "backend");
  const given = attribute(config, "config");
  if (!backend.isKnown) return undefined;
  const name = backend.asString;
  const definition = await findBackend(name);
  if (typeof definition === "string")
    return [errorDiagnostic(INVALID_BACKEND, definition, attributePath("backend"))];
  const settings = settingsOf(definition, given);
  if (settings === undefined) return undefined;
  if (typeof settings === "string")
    return [
      errorDiagnostic(
        INVALID_BACKEND,
        `The given configuration is not valid for backend "${name}": ${settings}.`,
        attributePath("config"),
      ),
    ];
  const problems = definition.validate(settings, variables).filter(({ isWarning }) => isWarning !== true);
  return problems.length === 0
    ? { definition, settings }
    : problems.map((problem) => errorDiagnostic(problem, problem.detail));
}

function settingsOf(definition: BackendDefinition, given: Value): BackendSettings | string | undefined {
  if (given.isNull) return noSettings(definition);
  if (!given.isKnown) return undefined;
  if (given.type.kind !== "object" && given.type.kind !== "map") return "an object is required";
  return [...given.asEntries.values()].every((value) => value.isKnown || value.isNull)
    ? settingsFrom(definition, given.asEntries)
    : undefined;
}

export async function readRemoteState(
  config: Value,
  runtime: Runtime,
  seal: StateSeal = UNSEALED,
): Promise<Outcome<{ readonly state: Value }>> {
  const { variables } = runtime.environment;
  const checked = await validateRemoteState(config, variables);
  if (checked.diagnostics.some(({ severity }) => severity === "error")) {
    return { diagnostics: checked.diagnostics, value: undefined };
  }
  const chosen = await chooseBackend(config, variables);
  if (chosen === undefined || !("definition" in chosen))
    return { diagnostics: [...(chosen ?? [])], value: undefined };
  const backend = chosen.definition.create({ runtime, reader: READER, seal }, chosen.settings);
  const workspace = attribute(config, "workspace");
  const read = await backend.open(workspace.isNull ? DEFAULT_WORKSPACE : workspace.asString).read();
  if (!read.ok)
    return {
      diagnostics: read.problems.map((problem) => errorDiagnostic(problem, problem.detail)),
      value: undefined,
    };
  if (!read.value.existed) {
    const diagnostic = errorDiagnostic(
      terraformError("unable-to-find-remote-state"),
      "No stored state was found for the given workspace in the given backend.",
      attributePath("workspace"),
    );
    return { diagnostics: [diagnostic], value: undefined };
  }
  const outputs = new Map([...read.value.state.outputs].map(([name, { value }]) => [name, value]));
  return { diagnostics: [], value: { state: withOutputs(config, outputs) } };
}

function withOutputs(config: Value, outputs: ReadonlyMap<string, Value>): Value {
  const defaults = attribute(config, "defaults");
  const all = new Map(defaults.isKnown ? defaults.asEntries : []);
  for (const [name, value] of outputs) all.set(name, value);
  const entries = new Map(config.asEntries);
  entries.set("outputs", objectValue(all));
  return objectValue(entries);
}

function attribute(object: Value, name: string): Value {
  return object.isKnown ? (object.asEntries.get(name) ?? NULL) : NULL;
}
