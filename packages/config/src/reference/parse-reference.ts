import type { ResourceMode } from "@tutti/addresses";
import {
  type Diagnostic,
  errorDiagnostic,
  rangeBetween,
  type SourceRange,
  type Traversal,
  type TraversalStep,
} from "@tutti/hcl";
import { configError } from "../errors.ts";
import { isQueryFile } from "../module/query-file.ts";
import { instanceKeyOf } from "./address-traversal.ts";
import type { Reference, Subject } from "./reference.ts";

/** What a traversal refers to, and what is wrong with it. */
export interface ParsedReference {
  readonly reference: Reference | undefined;
  readonly diagnostics: readonly Diagnostic[];
}

type Parse = (traversal: Traversal) => ParsedReference;

const RESOURCE_INCOMPLETE =
  "A reference to a resource type must be followed by at least one attribute access, specifying the resource name.";

const PARSERS: ReadonlyMap<string, Parse> = new Map<string, Parse>([
  ["var", (t) => parseSingle(t, "variable")],
  ["local", (t) => parseSingle(t, "local")],
  ["count", (t) => parseSingle(t, "count")],
  ["each", (t) => parseSingle(t, "each")],
  ["path", (t) => parseSingle(t, "path")],
  ["terraform", (t) => parseSingle(t, "terraform")],
  ["tofu", (t) => parseSingle(t, "terraform")],
  ["self", (t) => made({ kind: "self" }, t.rootRange, t.steps, t)],
  ["module", parseModule],
  ["data", (t) => parseResource(t, "data", 1, DATA_INCOMPLETE)],
  ["ephemeral", (t) => parseResource(t, "ephemeral", 1, EPHEMERAL_INCOMPLETE)],
  ["resource", (t) => parseResource(t, "managed", 1, MANAGED_INCOMPLETE)],
  ...["template", "lazy", "arg"].map((name): [string, Parse] => [name, refuseReserved]),
]);

const DATA_INCOMPLETE =
  'The "data" object must be followed by two attribute names: the data source type and the resource name.';
const EPHEMERAL_INCOMPLETE =
  'The "ephemeral" object must be followed by two attribute names: the ephemeral resource type and the resource name.';
const LIST_INCOMPLETE =
  'The "list" object must be followed by two attribute names: the type that is listed and the name of the list.';
const MANAGED_INCOMPLETE =
  'The "resource" object must be followed by two attribute names: the resource type and the resource name.';

/** What only a test file may refer to by name. */
const TEST_PARSERS: ReadonlyMap<string, Parse> = new Map<string, Parse>([
  ["output", (t) => parseSingle(t, "output")],
  ["check", (t) => parseSingle(t, "check")],
  ["run", (t) => parseSingle(t, "run")],
]);

/** What a reference is to. */
export function parseReference(traversal: Traversal): ParsedReference {
  if (traversal.rootName === "list" && isQueryFile(traversal.range.filename))
    return parseResource(traversal, "list", 1, LIST_INCOMPLETE);
  const parse = PARSERS.get(traversal.rootName);
  return parse === undefined ? parseResource(traversal, "managed", 0, RESOURCE_INCOMPLETE) : parse(traversal);
}

/** What a reference is to in a test file, where outputs, checks and earlier runs have names. */
export function parseTestReference(traversal: Traversal): ParsedReference {
  return TEST_PARSERS.get(traversal.rootName)?.(traversal) ?? parseReference(traversal);
}

function made(
  subject: Subject,
  range: SourceRange,
  remaining: readonly TraversalStep[],
  traversal: Traversal,
): ParsedReference {
  return { reference: { subject, range, remaining, traversal }, diagnostics: [] };
}

function refused(
  detail: string,
  subject: SourceRange,
  kind = configError("invalid-reference"),
): ParsedReference {
  return { reference: undefined, diagnostics: [errorDiagnostic(kind, detail, subject)] };
}

function refuseReserved({ rootName, rootRange }: Traversal): ParsedReference {
  return refused(
    `The symbol name "${rootName}" is reserved for use in a future <Tutti> version. If you are using a provider that already uses this as a resource type name, add the prefix "resource." to force interpretation as a resource type name.`,
    rootRange,
    configError("reserved-symbol-name"),
  );
}

/** As recorded: `var` on its own is also taken for a variable without a name, and that is told at no place at all. */
function nameless(kind: SingleKind, { diagnostics }: ParsedReference, traversal: Traversal): ParsedReference {
  const reference: Reference = { subject: { kind, name: "" }, range: NOWHERE, remaining: [], traversal };
  return { reference, diagnostics };
}

const START = { line: 0, column: 0, byte: 0 };
const NOWHERE: SourceRange = { filename: "", start: START, end: { line: 0, column: 1, byte: 1 } };

type SingleKind = "variable" | "local" | "count" | "each" | "path" | "terraform" | "output" | "check" | "run";

/** `var.x`: a fixed name and one attribute. */
function parseSingle(traversal: Traversal, kind: SingleKind): ParsedReference {
  const { rootName, rootRange, steps } = traversal;
  const [first, ...remaining] = steps;
  if (first === undefined) {
    const detail = `The "${rootName}" object cannot be accessed directly. Instead, access one of its attributes.`;
    return nameless(kind, refused(detail, rootRange), traversal);
  }
  if (first.kind !== "attribute") {
    const detail = `The "${rootName}" object does not support this operation.`;
    return nameless(kind, refused(detail, first.range), traversal);
  }
  const range = rangeBetween(rootRange, first.range);
  return made({ kind, name: first.name }, range, remaining, traversal);
}

/** `aws_vm.b[0].id`; `skip` names stand in front of the type. */
function parseResource(
  traversal: Traversal,
  mode: ResourceMode,
  skip: number,
  incomplete: string,
): ParsedReference {
  const names = [
    { kind: "attribute", name: traversal.rootName, range: traversal.rootRange } as const,
    ...traversal.steps,
  ].slice(skip);
  const [type, name, ...rest] = names;
  if (type === undefined || name === undefined) return refused(incomplete, traversal.range);
  if (type.kind !== "attribute") {
    return refused(
      mode === "data"
        ? 'The "data" object does not support this operation.'
        : `The "${traversal.rootName}" object does not support this operation.`,
      type.range,
    );
  }
  if (name.kind !== "attribute") {
    const what = {
      managed: "a resource type",
      data: "a data source",
      ephemeral: "an ephemeral resource type",
      list: "a list",
    }[mode];
    return refused(
      `A reference to ${what} must be followed by at least one attribute access, specifying the resource name.`,
      name.range,
    );
  }
  const resource = { mode, type: type.name, name: name.name };
  const [next, ...remaining] = rest;
  const key = next?.kind === "index" ? instanceKeyOf(next.key) : undefined;
  if (next === undefined || key === undefined) {
    const range = rangeBetween(traversal.rootRange, name.range);
    return made({ kind: "resource", resource }, range, rest, traversal);
  }
  const range = rangeBetween(traversal.rootRange, next.range);
  return made({ kind: "instance", resource, key }, range, remaining, traversal);
}

/** `module.a["x"].out`. */
function parseModule(traversal: Traversal): ParsedReference {
  const single = parseSingle(traversal, "local");
  const { reference } = single;
  if (single.diagnostics.length > 0) return { reference: undefined, diagnostics: single.diagnostics };
  if (reference === undefined || reference.subject.kind !== "local") return single;
  const { name } = reference.subject;
  let { range, remaining } = reference;
  const [first] = remaining;
  const key = first?.kind === "index" ? instanceKeyOf(first.key) : undefined;
  if (first !== undefined && key !== undefined) {
    range = rangeBetween(range, first.range);
    remaining = remaining.slice(1);
  }
  const [output, ...rest] = remaining;
  if (output?.kind === "attribute") {
    const subject = { kind: "module-output", name, key, output: output.name } as const;
    return made(subject, rangeBetween(range, output.range), rest, traversal);
  }
  if (key !== undefined) return made({ kind: "module-instance", name, key }, range, remaining, traversal);
  return made({ kind: "module-call", name }, range, remaining, traversal);
}
