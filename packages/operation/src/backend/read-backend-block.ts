import type { Module } from "@tutti/config";
import { type Diagnostic, errorDiagnostic, PRODUCT } from "@tutti/hcl";
import {
  type BackendDefinition,
  type BackendOverride,
  type BackendSettings,
  backendTypes,
  decodeBackendSettings,
  encodeSettings,
  findBackend,
  type Variables,
} from "@tutti/state";
import { operationError } from "../errors.ts";
import type { SavedBackend } from "./saved-backend.ts";

/** A `backend` block, decoded as its backend declares. */
export interface BackendBlock {
  readonly definition: BackendDefinition;
  /** With what the command line adds; undefined where something is wrong. */
  readonly settings: BackendSettings | undefined;
  /** Says which block it is, without what the command line adds. */
  readonly hash: number;
}

/** What the root module says of where the state is kept; no block where it says nothing. */
export async function readBackendBlock(
  module: Module,
  variables: Variables,
  overrides: readonly BackendOverride[] = [],
): Promise<{ readonly block: BackendBlock | undefined; readonly diagnostics: readonly Diagnostic[] }> {
  const { backend, cloud } = module;
  if (cloud !== undefined) return { block: undefined, diagnostics: [unsupportedCloud(cloud.declRange)] };
  if (backend === undefined) return { block: undefined, diagnostics: [] };
  const definition = await findBackend(backend.type);
  if (typeof definition === "string")
    return {
      block: undefined,
      diagnostics: [
        errorDiagnostic(operationError("unsupported-backend-type"), definition, backend.typeRange),
      ],
    };
  const { settings, written, diagnostics } = decodeBackendSettings(
    definition,
    backend.config,
    overrides,
    variables,
  );
  return { block: { definition, settings, hash: blockHash(definition.type, written) }, diagnostics };
}

function unsupportedCloud(range: Diagnostic["subject"]): Diagnostic {
  return {
    ...errorDiagnostic(
      operationError("cloud-block-not-supported"),
      `${PRODUCT} does not keep state in HCP Terraform, and runs nothing there. Remove the cloud block, so that the state is kept in a local file, or choose a backend (${typesText()}). A state that lies there is brought over by "terraform state pull" with the program that can read it, and "state push" here.`,
    ),
    subject: range,
  };
}

function typesText(): string {
  return backendTypes()
    .map((type) => `"${type}"`)
    .join(", ");
}

/** A small whole number that tells one block from another (FNV-1a of its canonical text). */
function blockHash(type: string, settings: BackendSettings | undefined): number {
  let hash = 0x811c9dc5;
  for (const letter of `${type} ${encodeSettings(settings ?? new Map())}`) {
    hash ^= letter.charCodeAt(0);
    hash = Math.imul(hash, 0x01000193) >>> 0;
  }
  return hash;
}

export function sameBackend(a: SavedBackend, b: SavedBackend): boolean {
  return a.type === b.type && encodeSettings(a.settings) === encodeSettings(b.settings);
}
