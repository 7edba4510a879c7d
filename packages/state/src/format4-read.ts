import { type JsonObject, JsonScanner, jsonNumberText } from "@tutti/values";
import { stateError } from "./errors.ts";
import { field, kindOf, listField, objectField } from "./format4-fields.ts";
import { StateMembers } from "./format4-members.ts";
import { decodeOutput, readCheckResult } from "./format4-objects.ts";
import { type Loaded, refused, type StateProblem } from "./problem.ts";
import { catchRefusal, Refusal } from "./refusal.ts";
import type { OutputState, State } from "./state.ts";
import type { StateReader } from "./state-reader.ts";

const UNSUPPORTED = stateError("unsupported-state-file-format");

/** Reads a state file; an empty text is for the caller to see. `reader` names us and our version in refusals. */
export function decodeState(text: string, reader: StateReader): Loaded<State> {
  const decoder = new StateDecoder(reader);
  decoder.write(new TextEncoder().encode(text));
  return decoder.end();
}

/** Reads a state file as its pieces come, and keeps none of them. */
export async function readState(pieces: Pieces, reader: StateReader): Promise<Loaded<State>> {
  return (await readPieces(pieces, reader)).end();
}

/** The same for a file that may be empty: undefined where there is nothing at all. A blank is no state. */
export async function readStateIfAny(
  pieces: Pieces,
  reader: StateReader,
): Promise<Loaded<State | undefined>> {
  const decoder = await readPieces(pieces, reader);
  return decoder.isEmpty ? { ok: true, value: undefined } : decoder.end();
}

type Pieces = Iterable<Uint8Array> | AsyncIterable<Uint8Array>;

async function readPieces(pieces: Pieces, reader: StateReader): Promise<StateDecoder> {
  const decoder = new StateDecoder(reader);
  for await (const piece of pieces) decoder.write(piece);
  return decoder;
}

/** Reads one state file, piece by piece. */
class StateDecoder {
  readonly #reader: StateReader;
  readonly #members = new StateMembers();
  readonly #scanner = new JsonScanner(this.#members);
  /** Nothing came so far. */
  isEmpty = true;

  constructor(reader: StateReader) {
    this.#reader = reader;
  }

  write(piece: Uint8Array): void {
    this.isEmpty &&= piece.length === 0;
    this.#scanner.write(piece);
  }

  end(): Loaded<State> {
    const wrongAt = this.#scanner.end();
    const { whole, root } = this.#members;
    if (wrongAt !== undefined) {
      const detail = `The state file could not be parsed as JSON: syntax error at byte offset ${wrongAt}.`;
      return { ok: false, problems: [{ ...UNSUPPORTED, detail }, missingVersion] };
    }
    if (whole !== undefined) {
      const detail = `The version in the state file is ${kindOf(whole)}. A positive whole number is required.`;
      return { ok: false, problems: [{ ...UNSUPPORTED, detail }, missingVersion] };
    }
    return checkVersion(root, this.#reader) ?? decodeVersion4(this.#members);
  }
}

const missingVersion: StateProblem = {
  ...UNSUPPORTED,
  detail:
    'The state file does not have a "version" attribute, which is required to identify the format version.',
};

function checkVersion(
  json: JsonObject,
  reader: StateReader,
): { ok: false; problems: readonly StateProblem[] } | undefined {
  const version = json.version;
  if (typeof json.encryption_version === "string" && version === undefined)
    return refused(
      stateError("state-is-encrypted"),
      `The state is encrypted, and no encryption is configured. Say how it was encrypted, in the "encryption" block of the configuration or in TF_ENCRYPTION; nothing was changed.`,
    );
  if (version === undefined || version === null) return { ok: false, problems: [missingVersion] };
  if (typeof version !== "number" || version < 0) {
    const shown = jsonNumberText(version);
    return refused(
      UNSUPPORTED,
      `The version in the state file is ${shown === undefined ? kindOf(version) : `number ${shown}`}. A positive whole number is required.`,
    );
  }
  if (version === 0)
    return refused(
      UNSUPPORTED,
      "The state file uses JSON syntax but has a version number of zero. There was never a JSON-based state format zero, so this state file is invalid and cannot be processed.",
    );
  if (version < 4)
    return refused(
      UNSUPPORTED,
      `The state file uses format version ${version}, which is older than what ${reader.name} reads. Let Terraform 0.12 to 1.11 write it once more (for example "terraform refresh"), which brings it to format version 4.`,
    );
  if (version > 4)
    return refused(
      UNSUPPORTED,
      `The state file uses format version ${version}, which is not supported by ${reader.name} ${reader.version}. This state file may have been created by a newer version of ${reader.name}.`,
    );
  return undefined;
}

function decodeVersion4({ root, resources, refusal }: StateMembers): Loaded<State> {
  return catchRefusal(() => {
    const head = {
      terraformVersion: readToolVersion(root),
      serial: readSerial(root),
      lineage: field(root, "lineage", "string", ""),
      outputs: readOutputs(objectField(root, "outputs")),
    };
    listField(root, "resources");
    if (refusal !== undefined) throw refusal;
    return { ...head, resources, checkResults: listField(root, "check_results").map(readCheckResult) };
  });
}

function readSerial(json: JsonObject): number {
  const serial = field(json, "serial", "number", 0);
  // A fraction is told without its value by the field itself.
  if (serial >= 0) return serial;
  throw new Refusal(
    stateError("invalid-state-file-format"),
    `The state file field "serial" has invalid value number ${serial}`,
  );
}

function readToolVersion(json: JsonObject): string {
  const text = field(json, "terraform_version", "string", "");
  if (text !== "" && !/^v?\d+(\.\d+){0,2}([-+][0-9A-Za-z.+-]*)?$/.test(text))
    throw new Refusal(
      stateError("invalid-terraform-version-string"),
      `State file claims to have been written by Terraform version "${text}", which is not a valid version string.`,
    );
  return text;
}

function readOutputs(json: JsonObject): ReadonlyMap<string, OutputState> {
  const outputs = new Map<string, OutputState>();
  for (const [name, raw] of Object.entries(json)) outputs.set(name, decodeOutput(name, raw));
  return outputs;
}
