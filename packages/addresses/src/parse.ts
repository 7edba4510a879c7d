import {
  type AbsoluteResource,
  formatInstance,
  formatModule,
  formatResource,
  type InstanceKey,
  type ModuleInstance,
  type ModuleStep,
  type ResourceInstance,
  type ResourceMode,
} from "./address.ts";

/** What an address given on a command line can name. */
export type Target =
  | { readonly kind: "module"; readonly module: ModuleInstance }
  | { readonly kind: "resource"; readonly resource: AbsoluteResource }
  | { readonly kind: "instance"; readonly instance: ResourceInstance };

/** A target as it is written; `parseTarget` reads the same again. */
export function formatTarget(target: Target): string {
  switch (target.kind) {
    case "module":
      return formatModule(target.module);
    case "resource":
      return formatResource(target.resource);
    case "instance":
      return formatInstance(target.instance);
  }
}

/** What was read, or why it could not be and at which offset. */
export type Parsed<T> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly error: AddressError };

/** `at` is the offset in the text. */
interface AddressError {
  readonly message: string;
  readonly at: number;
}

interface Part {
  readonly name: string;
  readonly key: InstanceKey;
  readonly at: number;
}

const IDENTIFIER = /[\p{ID_Start}_][\p{ID_Continue}-]*/uy;
const NUMBER = /\d+/y;

/** `module.a[0].aws_vm.b["k"]`, `data.x.y`, `module.a`. */
export function parseTarget(text: string): Parsed<Target> {
  const parts = splitParts(text);
  if (!parts.ok) return parts;
  return readTarget(parts.value, text.length);
}

/** Like `parseTarget`, for where only one resource instance will do; a resource without key is its only instance. */
export function parseInstance(text: string): Parsed<ResourceInstance> {
  const target = parseTarget(text);
  if (!target.ok) return target;
  switch (target.value.kind) {
    case "instance":
      return { ok: true, value: target.value.instance };
    case "resource":
      return { ok: true, value: { ...target.value.resource, key: undefined } };
    case "module":
      return failure("A resource instance address is required here; a module was given.", 0);
  }
}

function readTarget(parts: readonly Part[], end: number): Parsed<Target> {
  const module: ModuleStep[] = [];
  let i = 0;
  for (; parts[i]?.name === "module" && parts[i]?.key === undefined; i += 2) {
    const step = parts[i + 1];
    if (step === undefined) return failure('Prefix "module." must be followed by a module name.', end);
    module.push({ name: step.name, key: step.key });
  }
  if (i === parts.length) return { ok: true, value: { kind: "module", module } };
  let mode: ResourceMode = "managed";
  const first = parts[i];
  if (
    first !== undefined &&
    first.key === undefined &&
    (first.name === "data" || first.name === "ephemeral")
  ) {
    mode = first.name;
    i += 1;
  }
  const type = parts[i];
  const name = parts[i + 1];
  if (type === undefined || name === undefined) {
    return failure("Resource specification must include a resource type and name.", end);
  }
  if (type.key !== undefined) return failure("A resource name is required.", type.at);
  const more = parts[i + 2];
  if (more !== undefined) return failure("Unexpected extra operators after address.", more.at);
  const resource = { module, mode, type: type.name, name: name.name };
  return name.key === undefined
    ? { ok: true, value: { kind: "resource", resource } }
    : { ok: true, value: { kind: "instance", instance: { ...resource, key: name.key } } };
}

function splitParts(text: string): Parsed<readonly Part[]> {
  const parts: Part[] = [];
  let at = 0;
  for (;;) {
    IDENTIFIER.lastIndex = at;
    const name = IDENTIFIER.exec(text)?.[0];
    if (name === undefined)
      return failure(
        at === 0 ? "An identifier is required here." : "Dot must be followed by attribute name.",
        at,
      );
    const start = at;
    at += name.length;
    let key: InstanceKey;
    if (text[at] === "[") {
      const read = readKey(text, at + 1);
      if (!read.ok) return read;
      key = read.value.key;
      at = read.value.end;
    }
    parts.push({ name, key, at: start });
    if (at === text.length) return { ok: true, value: parts };
    if (text[at] !== ".") return failure("A dot or the end of the address is expected here.", at);
    at += 1;
  }
}

function readKey(text: string, start: number): Parsed<{ readonly key: InstanceKey; readonly end: number }> {
  NUMBER.lastIndex = start;
  const digits = NUMBER.exec(text)?.[0];
  const read =
    digits === undefined ? readString(text, start) : { key: Number(digits), end: start + digits.length };
  if (read === undefined) return failure("An index must be a whole number or a quoted string.", start);
  if (text[read.end] !== "]") return failure("The index must end with a closing bracket.", read.end);
  return { ok: true, value: { key: read.key, end: read.end + 1 } };
}

/** The last of Unicode. */
const CODE_POINT_MAX = 0x10ffff;
const ESCAPES: Readonly<Record<string, string>> = { n: "\n", r: "\r", t: "\t", '"': '"', "\\": "\\" };

function readString(text: string, start: number): { readonly key: string; readonly end: number } | undefined {
  if (text[start] !== '"') return undefined;
  let key = "";
  for (let at = start + 1; at < text.length; at++) {
    const char = text[at] as string;
    if (char === '"') return { key, end: at + 1 };
    if (char === "\\") {
      at += 1;
      const unicode = /^(?:u([0-9a-fA-F]{4})|U([0-9a-fA-F]{8}))/.exec(text.slice(at));
      const hex = unicode?.[1] ?? unicode?.[2];
      if (hex !== undefined) {
        const point = Number.parseInt(hex, 16);
        if (point > CODE_POINT_MAX) return undefined;
        key += String.fromCodePoint(point);
        at += hex.length;
        continue;
      }
      const escaped = ESCAPES[text[at] ?? ""];
      if (escaped === undefined) return undefined;
      key += escaped;
    } else if ((char === "$" || char === "%") && text.startsWith(`${char}{`, at + 1)) {
      key += `${char}{`;
      at += 2;
    } else key += char;
  }
  return undefined;
}

function failure(message: string, at: number): { readonly ok: false; readonly error: AddressError } {
  return { ok: false, error: { message, at } };
}
