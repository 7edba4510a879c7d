import { errorDiagnostic, type ProviderDiagnostic } from "@tutti/plugin";
import {
  DYNAMIC,
  decodeJsonTree,
  decodeTypeJson,
  isJsonObject,
  type Json,
  JsonSyntaxError,
  parseJson,
  type Value,
} from "@tutti/values";

const UNSUPPORTED = "Unsupported state file format";

/** The outputs of the root module in a state file's text. */
export function readOutputs(text: string): Map<string, Value> | ProviderDiagnostic {
  const tree = parseJson(text);
  if (tree instanceof JsonSyntaxError) {
    return errorDiagnostic(
      UNSUPPORTED,
      `The state file could not be parsed as JSON: syntax error at byte offset ${tree.offset + 1}.`,
    );
  }
  const version = member(tree, "version");
  if (typeof version !== "number") {
    return errorDiagnostic(
      UNSUPPORTED,
      'The state file does not have a "version" attribute, which is required to identify the format version.',
    );
  }
  if (version !== 4) {
    return errorDiagnostic(
      UNSUPPORTED,
      version > 4
        ? `The state file uses format version ${version}, which is not supported by Tutti. This state file may have been created by a newer version of Tutti or Terraform.`
        : `The state file uses format version ${version}. Read it once with a Terraform that writes format version 4.`,
    );
  }
  return decodeOutputs(member(tree, "outputs"));
}

function decodeOutputs(json: Json): Map<string, Value> | ProviderDiagnostic {
  const outputs = new Map<string, Value>();
  if (!isJsonObject(json)) return outputs;
  for (const [name, output] of Object.entries(json)) {
    const type = decodeTypeJson(member(output, "type")) ?? DYNAMIC;
    const decoded = decodeJsonTree(member(output, "value"), type);
    if (!decoded.ok) {
      return errorDiagnostic(
        "Invalid output value in state",
        `The value of the output "${name}" does not fit its type: ${decoded.error.message}.`,
      );
    }
    outputs.set(name, decoded.value);
  }
  return outputs;
}

function member(json: Json, name: string): Json {
  return isJsonObject(json) && Object.hasOwn(json, name) ? (json[name] ?? null) : null;
}
