import { join } from "node:path";
import type { Checked, Outcome, ProviderDiagnostic, Schema } from "@tutti/plugin";
import { attributePath, errorDiagnostic } from "@tutti/plugin";
import { type Runtime, RuntimeError } from "@tutti/runtime";
import { DYNAMIC, NULL, objectValue, STRING, type Value } from "@tutti/values";
import { readOutputs } from "./state-outputs.ts";

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

const INVALID_BACKEND = "Invalid backend configuration";
const REMOVED = new Set(["artifactory", "etcd", "etcdv3", "manta", "swift"]);
/** Backends of Terraform that Tutti does not read yet. */
const KNOWN = new Set([
  ..."atlas azure azurerm cloud consul cos gcs http inmem kubernetes oss pg remote s3".split(" "),
]);

export function validateRemoteState(config: Value): Checked {
  const diagnostics: ProviderDiagnostic[] = [];
  const backend = attribute(config, "backend");
  if (backend.isKnown) {
    const name = backend.asString;
    diagnostics.push(
      ...(name === "local" ? validateLocal(attribute(config, "config")) : refuseBackend(name)),
    );
  }
  const defaults = attribute(config, "defaults");
  if (defaults.isKnown && defaults.type.kind !== "object" && defaults.type.kind !== "map") {
    diagnostics.push(
      errorDiagnostic(
        "Invalid default values",
        "Defaults must be given in an object value.",
        attributePath("defaults"),
      ),
    );
  }
  return { diagnostics };
}

function refuseBackend(name: string): readonly ProviderDiagnostic[] {
  const detail = REMOVED.has(name)
    ? `The "${name}" backend is not supported in Terraform v1.3 or later.`
    : KNOWN.has(name)
      ? `Tutti does not read remote state of the "${name}" backend yet; only "local" can be used here.`
      : `There is no backend type named "${name}".`;
  return [errorDiagnostic(INVALID_BACKEND, detail, attributePath("backend"))];
}

const LOCAL_ARGUMENTS = ["path", "workspace_dir"];

function validateLocal(config: Value): readonly ProviderDiagnostic[] {
  if (!config.isKnown) return [];
  const wrong = (what: string): readonly ProviderDiagnostic[] => [
    errorDiagnostic(
      INVALID_BACKEND,
      `The given configuration is not valid for backend "local": ${what}.`,
      attributePath("config"),
    ),
  ];
  if (config.type.kind !== "object" && config.type.kind !== "map") return wrong("an object is required");
  for (const name of config.asEntries.keys()) {
    if (!LOCAL_ARGUMENTS.includes(name)) return wrong(`unexpected attribute "${name}"`);
  }
  for (const name of LOCAL_ARGUMENTS) {
    const value = attribute(config, name);
    if (value.isKnown && !["string", "number", "bool"].includes(value.type.kind)) {
      return wrong(`.${name}: string required`);
    }
  }
  return LOCAL_ARGUMENTS.filter((name) => {
    const value = attribute(config, name);
    return value.isKnown && value.type.kind === "string" && value.asString === "";
  }).map((name) =>
    errorDiagnostic(
      name === "path" ? "Invalid local state file path" : "Invalid local workspace directory path",
      `The "${name}" attribute value must not be empty.`,
    ),
  );
}

export async function readRemoteState(
  config: Value,
  runtime: Runtime,
): Promise<Outcome<{ readonly state: Value }>> {
  const checked = validateRemoteState(config);
  if (checked.diagnostics.some(({ severity }) => severity === "error")) {
    return { diagnostics: checked.diagnostics, value: undefined };
  }
  const path = localPath(config);
  const text = await readText(runtime, path);
  if (typeof text === "object") return { diagnostics: [text], value: undefined };
  if (text === undefined || text.trim() === "") {
    const diagnostic = errorDiagnostic(
      "Unable to find remote state",
      "No stored state was found for the given workspace in the given backend.",
      attributePath("workspace"),
    );
    return { diagnostics: [diagnostic], value: undefined };
  }
  const outputs = readOutputs(text);
  if (!(outputs instanceof Map)) return { diagnostics: [outputs], value: undefined };
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

function localPath(config: Value): string {
  const arguments_ = attribute(config, "config");
  const workspace = text(attribute(config, "workspace")) ?? "default";
  if (workspace === "default") return text(attribute(arguments_, "path")) ?? "terraform.tfstate";
  const folder = text(attribute(arguments_, "workspace_dir")) ?? "terraform.tfstate.d";
  return join(folder, workspace, "terraform.tfstate");
}

async function readText(runtime: Runtime, path: string): Promise<string | undefined | ProviderDiagnostic> {
  try {
    return await runtime.disk.readText(path);
  } catch (error) {
    if (!(error instanceof RuntimeError)) throw error;
    if (error.code === "ENOENT" || error.code === "ENOTDIR") return undefined;
    const why = error.code === "EISDIR" ? `read ${path}: is a directory` : error.message;
    return errorDiagnostic("Failed to read state file", `The state file could not be read: ${why}`);
  }
}

function text(value: Value): string | undefined {
  return value.isKnown && typeof value.data !== "object" ? String(value.data) : undefined;
}

function attribute(object: Value, name: string): Value {
  return object.isKnown ? (object.asEntries.get(name) ?? NULL) : NULL;
}
