/** `.terraform.lock.hcl`: which version of each provider was chosen, and by which hashes it is known. */

import {
  formatProviderSource,
  formatVersionConstraint,
  parseProviderSource,
  parseVersionConstraint,
} from "@tutti/config";
import {
  type Attribute,
  type Block,
  type Diagnostic,
  errorDiagnostic,
  evaluate,
  hasErrors,
  parseConfig,
  type SourceRange,
  staticList,
  warningDiagnostic,
} from "@tutti/hcl";
import type { Runtime } from "@tutti/runtime";
import { installError } from "../errors.ts";
import { canonicalVersion } from "../package/package-folders.ts";

/** Beside the configuration, and as that meant for version control. */
export const LOCK_PATH = ".terraform.lock.hcl";

/** What the file says of one provider. */
export interface ProviderLock {
  readonly version: string;
  /** As written: `~> 3.0`; empty where nothing was asked of it. */
  readonly constraints: string;
  /** Sorted, each once. */
  readonly hashes: readonly string[];
}

/** By the source of each provider. */
export type Locks = ReadonlyMap<string, ProviderLock>;

export interface ReadLocks {
  readonly locks: Locks;
  readonly diagnostics: readonly Diagnostic[];
  /** The file as it is, for messages that show it; undefined where there is none. */
  readonly text: string | undefined;
}

/** Reads the lock file; one that is not there has nothing in it. What is wrong with it is a diagnostic. */
export async function readLocks({ disk }: Pick<Runtime, "disk">): Promise<ReadLocks> {
  if ((await disk.stat(LOCK_PATH)) === undefined)
    return { locks: new Map(), diagnostics: [], text: undefined };
  const text = await disk.readText(LOCK_PATH);
  return { ...decodeLocks(text), text };
}

const FILE = {
  blocks: [
    { type: "provider", labelNames: ["source_addr"] },
    { type: "module", labelNames: ["path"] },
  ],
};
const BODY = {
  attributes: [{ name: "version", required: true }, { name: "constraints" }, { name: "hashes" }],
};

export function decodeLocks(text: string): Omit<ReadLocks, "text"> {
  const diagnostics: Diagnostic[] = [];
  const locks = new Map<string, ProviderLock>();
  const ranges = new Map<string, SourceRange>();
  const parsed = parseConfig(text, LOCK_PATH);
  diagnostics.push(...parsed.diagnostics);
  if (hasErrors(diagnostics)) return { locks, diagnostics };
  const { content, diagnostics: found } = parsed.body.content(FILE);
  diagnostics.push(...found);
  for (const block of content.blocks) {
    if (block.type === "module") {
      if (!diagnostics.some(({ code }) => code === MODULES.code))
        diagnostics.push(warningDiagnostic(MODULES, MODULES_DETAIL, block.typeRange));
      continue;
    }
    const source = sourceOf(block, diagnostics);
    if (source === undefined) continue;
    const before = ranges.get(source);
    if (before !== undefined) {
      const place = `${before.filename}:${before.start.line},${before.start.column}-${before.end.column}`;
      diagnostics.push(
        errorDiagnostic(
          installError("duplicate-provider-lock"),
          `This lockfile already declared a lock for provider ${source} at ${place}.`,
          block.typeRange,
        ),
      );
      continue;
    }
    ranges.set(source, block.defRange);
    const lock = decodeLock(source, block, diagnostics);
    if (lock !== undefined) locks.set(source, lock);
  }
  return { locks, diagnostics };
}

const MODULES = installError("locks-for-modules");
const MODULES_DETAIL =
  "<Tutti> only supports dependency locks for providers, not for modules. This configuration may be intended for a later version of <Tutti> that also supports dependency locks for modules.";

function sourceOf({ labels, labelRanges }: Block, diagnostics: Diagnostic[]): string | undefined {
  const [given = ""] = labels;
  const parsed = parseProviderSource(given);
  if (!parsed.ok) {
    diagnostics.push(
      errorDiagnostic(
        installError("invalid-locked-source"),
        'The provider source address for a provider lock must be a valid, fully-qualified address of the form "hostname/namespace/type".',
        labelRanges[0],
      ),
    );
    return undefined;
  }
  const source = formatProviderSource(parsed.source);
  if (parsed.source.host === "terraform.io") {
    diagnostics.push(
      errorDiagnostic(
        installError("invalid-locked-source"),
        `Cannot lock a version for built-in provider ${source}. Built-in providers are bundled inside <Tutti> itself, so you can't select a version for them independently of the <Tutti> release you are currently running.`,
        labelRanges[0],
      ),
    );
    return undefined;
  }
  if (source === given) return source;
  diagnostics.push(
    errorDiagnostic(
      installError("non-normalized-locked-source"),
      `The provider source address for this provider lock must be written as "${source}", the fully-qualified and normalized form.`,
      labelRanges[0],
    ),
  );
  return undefined;
}

function decodeLock(source: string, block: Block, diagnostics: Diagnostic[]): ProviderLock | undefined {
  const { content, diagnostics: found } = block.body.content(BODY);
  diagnostics.push(...found);
  const versionText = textOf(content.attributes.get("version"), diagnostics);
  if (versionText === undefined) return undefined;
  const constraints = textOf(content.attributes.get("constraints"), diagnostics) ?? "";
  checkVersion(source, versionText, content.attributes.get("version"), diagnostics);
  checkConstraints(source, constraints, content.attributes.get("constraints"), diagnostics);
  const hashes = hashesOf(content.attributes.get("hashes"), diagnostics);
  return { version: versionText, constraints, hashes };
}

function textOf(attribute: Attribute | undefined, diagnostics: Diagnostic[]): string | undefined {
  if (attribute === undefined) return undefined;
  const { value, diagnostics: found } = evaluate(attribute.expression, undefined);
  diagnostics.push(...found);
  if (hasErrors(found)) return undefined;
  if (value.isKnown && value.type.kind === "string") return value.asString;
  diagnostics.push(
    errorDiagnostic(
      installError("unsuitable-locked-value"),
      "Unsuitable value: a string is required",
      attribute.expression.range,
    ),
  );
  return undefined;
}

function checkVersion(
  source: string,
  text: string,
  attribute: Attribute | undefined,
  diagnostics: Diagnostic[],
): void {
  const canonical = canonicalVersion(text);
  if (canonical === text) return;
  const detail =
    canonical === undefined
      ? `The selected version number for provider ${source} is invalid: ${JSON.stringify(text)} is no version.`
      : `The selected version number for provider ${source} must be written in normalized form: "${canonical}".`;
  diagnostics.push(
    errorDiagnostic(installError("invalid-locked-version"), detail, attribute?.expression.range),
  );
}

function checkConstraints(
  source: string,
  text: string,
  attribute: Attribute | undefined,
  diagnostics: Diagnostic[],
): void {
  if (text === "") return;
  const parsed = parseVersionConstraint(text);
  const canonical = parsed === undefined ? undefined : formatVersionConstraint(parsed);
  if (canonical === text) return;
  const detail =
    canonical === undefined
      ? `The recorded version constraints for provider ${source} are invalid: ${JSON.stringify(text)} is no constraint.`
      : `The recorded version constraints for provider ${source} must be written in normalized form: "${canonical}".`;
  diagnostics.push(
    errorDiagnostic(installError("invalid-locked-constraints"), detail, attribute?.expression.range),
  );
}

function hashesOf(attribute: Attribute | undefined, diagnostics: Diagnostic[]): readonly string[] {
  if (attribute === undefined) return [];
  const { range } = attribute.expression;
  const list = staticList(attribute.expression);
  const items = list.ok ? list.value : [];
  if (items.length === 0) {
    diagnostics.push(
      errorDiagnostic(
        installError("invalid-locked-hashes"),
        'The "hashes" argument must either be omitted or contain at least one hash value.',
        range,
      ),
    );
    return [];
  }
  const hashes = items.flatMap((item) => {
    const { value, diagnostics: found } = evaluate(item, undefined);
    diagnostics.push(...found);
    const text = value.isKnown && value.type.kind === "string" ? value.asString : "";
    if (/^[^:]+:/.test(text)) return [text];
    diagnostics.push(
      errorDiagnostic(
        installError("invalid-locked-hash"),
        `Cannot interpret ${JSON.stringify(text)} as a provider hash: hash string must start with a scheme keyword followed by a colon.`,
        range,
      ),
    );
    return [];
  });
  return [...new Set(hashes)].sort();
}
