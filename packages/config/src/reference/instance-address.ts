import type { ResourceInstance, Target } from "@tutti/addresses";
import { type Diagnostic, hasErrors, parseTraversal } from "@tutti/hcl";
import { DiagnosticList } from "../diagnostic-list.ts";
import { configError } from "../errors.ts";
import type { MoveEndpoint } from "../module/refactoring.ts";
import { addressOfTraversal } from "./address-traversal.ts";

/** The address of one resource instance that a command was given, or what is wrong with it. */
export type ParsedInstance = { readonly address: ResourceInstance } | Refused;

interface Refused {
  readonly address: undefined;
  readonly diagnostics: readonly Diagnostic[];
}

/** Reads it as a reference of the language; `source` is what stands for its file in what is said of it. */
export function parseInstanceAddress(text: string, source: string): ParsedInstance {
  const read = readAddress(text, source);
  if (read.address === undefined) return read;
  const endpoint = read.address;
  if (endpoint.kind === "resource") return { address: endpoint.instance };
  const found = new DiagnosticList();
  found.error(
    configError("invalid-address"),
    "A resource instance address is required here. The module path must be followed by a resource instance specification.",
    endpoint.range,
  );
  return { address: undefined, diagnostics: found.all };
}

/** The same for whatever can be aimed at: a module, a resource, an instance of one. */
export function parseTargetAddress(text: string, source: string): { readonly address: Target } | Refused {
  const read = readAddress(text, source);
  if (read.address === undefined) return read;
  const endpoint = read.address;
  if (endpoint.kind === "module") return { address: { kind: "module", module: endpoint.module } };
  const { key, ...resource } = endpoint.instance;
  return {
    address:
      key === undefined
        ? { kind: "resource", resource }
        : { kind: "instance", instance: { ...resource, key } },
  };
}

function readAddress(text: string, source: string): { readonly address: MoveEndpoint } | Refused {
  const { traversal, diagnostics } = parseTraversal(text, source);
  if (traversal === undefined || hasErrors(diagnostics)) return { address: undefined, diagnostics };
  const found = new DiagnosticList();
  const address = addressOfTraversal(traversal, found);
  return address === undefined ? { address, diagnostics: found.all } : { address };
}
