import type { Block, Body } from "@tutti/hcl";
import type { DiagnosticList } from "../diagnostic-list.ts";
import { configError } from "../errors.ts";
import type { Local } from "../module/named-value.ts";
import type { ProviderConfig } from "../module/provider.ts";
import type { Import, Moved, Removed } from "../module/refactoring.ts";
import { type CheckDecl, decodeCheck } from "./check.ts";
import { decodeImport } from "./import.ts";
import { decodeModuleCall, type ModuleCallDecl } from "./module-call.ts";
import { decodeMoved } from "./moved.ts";
import { decodeLocals, decodeOutput, type OutputDecl } from "./output.ts";
import { decodeProviderConfig } from "./provider-config.ts";
import { decodeRemoved } from "./removed.ts";
import { decodeResource, type ResourceDecl } from "./resource.ts";
import { decodeTerraformBlock, type TerraformBlock } from "./terraform-block.ts";
import { decodeVariable, type VariableDecl } from "./variable.ts";

/** What one file declares, in the order written. */
export interface ConfigFile {
  readonly terraform: TerraformBlock[];
  readonly providerConfigs: ProviderConfig[];
  readonly variables: VariableDecl[];
  readonly locals: Local[];
  readonly outputs: OutputDecl[];
  readonly moduleCalls: ModuleCallDecl[];
  readonly resources: ResourceDecl[];
  readonly checks: CheckDecl[];
  readonly moved: Moved[];
  readonly removed: Removed[];
  readonly imports: Import[];
}

const RESOURCE_LABELS = ["type", "name"];

const SCHEMA = {
  blocks: [
    { type: "terraform" },
    { type: "required_providers" },
    { type: "provider", labelNames: ["name"] },
    { type: "variable", labelNames: ["name"] },
    { type: "locals" },
    { type: "output", labelNames: ["name"] },
    { type: "module", labelNames: ["name"] },
    { type: "resource", labelNames: RESOURCE_LABELS },
    { type: "data", labelNames: RESOURCE_LABELS },
    { type: "ephemeral", labelNames: RESOURCE_LABELS },
    { type: "moved" },
    { type: "removed" },
    { type: "import" },
    { type: "check", labelNames: ["name"] },
  ],
};

type Decode = (block: Block, file: ConfigFile, overriding: boolean, diagnostics: DiagnosticList) => void;

function into<K extends keyof ConfigFile>(
  key: K,
  decode: (
    block: Block,
    overriding: boolean,
    diagnostics: DiagnosticList,
  ) => ConfigFile[K][number] | undefined,
): Decode {
  return (block, file, overriding, diagnostics) => {
    const decoded = decode(block, overriding, diagnostics);
    const list: ConfigFile[K][number][] = file[key];
    if (decoded !== undefined) list.push(decoded);
  };
}

const DECODERS: ReadonlyMap<string, Decode> = new Map<string, Decode>([
  ["terraform", into("terraform", (block, _, d) => decodeTerraformBlock(block, d))],
  ["provider", into("providerConfigs", (block, _, d) => decodeProviderConfig(block, d))],
  ["variable", into("variables", (block, _, d) => decodeVariable(block, d))],
  ["locals", (block, file, _, d) => void file.locals.push(...decodeLocals(block, d))],
  ["output", into("outputs", decodeOutput)],
  ["module", into("moduleCalls", decodeModuleCall)],
  ["resource", into("resources", (block, _, d) => decodeResource(block, "managed", {}, d))],
  ["data", into("resources", (block, _, d) => decodeResource(block, "data", {}, d))],
  ["ephemeral", into("resources", (block, _, d) => decodeResource(block, "ephemeral", {}, d))],
  ["moved", into("moved", (block, _, d) => decodeMoved(block, d))],
  ["removed", into("removed", (block, _, d) => decodeRemoved(block, d))],
  ["import", into("imports", (block, _, d) => decodeImport(block, d))],
  ["check", into("checks", (block, _, d) => decodeCheck(block, d))],
  [
    "required_providers",
    (block, _file, _, d) =>
      d.error(
        configError("invalid-required-providers-block"),
        'A "required_providers" block must be nested inside a "terraform" block.',
        block.typeRange,
      ),
  ],
]);

/** Overriding files may leave out what the overridden one must have. */
export function decodeConfigFile(body: Body, overriding: boolean, diagnostics: DiagnosticList): ConfigFile {
  const file: ConfigFile = {
    terraform: [],
    providerConfigs: [],
    variables: [],
    locals: [],
    outputs: [],
    moduleCalls: [],
    resources: [],
    checks: [],
    moved: [],
    removed: [],
    imports: [],
  };
  const { content, diagnostics: found } = body.content(SCHEMA);
  diagnostics.addAll(found);
  for (const block of content.blocks) DECODERS.get(block.type)?.(block, file, overriding, diagnostics);
  return file;
}
