import type { Block, Body } from "@tutti/hcl";
import type { DiagnosticList } from "../diagnostic-list.ts";
import { configError } from "../errors.ts";
import type { Local } from "../module/named-value.ts";
import type { ProviderConfig } from "../module/provider.ts";
import type { Import, Moved, Removed } from "../module/refactoring.ts";
import { type ActionDecl, decodeAction } from "./action.ts";
import { type CheckDecl, decodeCheck } from "./check.ts";
import type { FileFacts } from "./file-facts.ts";
import { decodeImport } from "./import.ts";
import { decodeList } from "./list.ts";
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
  readonly actions: ActionDecl[];
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

const WITH_ACTIONS = { blocks: [...SCHEMA.blocks, { type: "action", labelNames: RESOURCE_LABELS }] };

/** What a query file may hold. */
const QUERY_SCHEMA = {
  blocks: [
    { type: "list", labelNames: RESOURCE_LABELS },
    { type: "provider", labelNames: ["name"] },
    { type: "variable", labelNames: ["name"] },
    { type: "locals" },
  ],
};

type Decode = (block: Block, file: ConfigFile, facts: FileFacts, diagnostics: DiagnosticList) => void;

function into<K extends keyof ConfigFile>(
  key: K,
  decode: (block: Block, facts: FileFacts, diagnostics: DiagnosticList) => ConfigFile[K][number] | undefined,
): Decode {
  return (block, file, facts, diagnostics) => {
    const decoded = decode(block, facts, diagnostics);
    const list: ConfigFile[K][number][] = file[key];
    if (decoded !== undefined) list.push(decoded);
  };
}

const DECODERS: ReadonlyMap<string, Decode> = new Map<string, Decode>([
  ["terraform", into("terraform", (block, { language }, d) => decodeTerraformBlock(block, language, d))],
  ["provider", into("providerConfigs", (block, { language }, d) => decodeProviderConfig(block, language, d))],
  ["variable", into("variables", (block, { language }, d) => decodeVariable(block, language, d))],
  ["locals", (block, file, _, d) => void file.locals.push(...decodeLocals(block, d))],
  ["output", into("outputs", decodeOutput)],
  ["module", into("moduleCalls", decodeModuleCall)],
  [
    "resource",
    into("resources", (block, { language }, d) => decodeResource(block, "managed", { language }, d)),
  ],
  ["data", into("resources", (block, { language }, d) => decodeResource(block, "data", { language }, d))],
  [
    "ephemeral",
    into("resources", (block, { language }, d) => decodeResource(block, "ephemeral", { language }, d)),
  ],
  ["moved", into("moved", (block, _, d) => decodeMoved(block, d))],
  ["removed", into("removed", (block, _, d) => decodeRemoved(block, d))],
  ["action", into("actions", (block, { language }, d) => decodeAction(block, language, d))],
  ["list", into("resources", (block, { language }, d) => decodeList(block, language, d))],
  ["import", into("imports", (block, { language }, d) => decodeImport(block, language, d))],
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

export function decodeConfigFile(body: Body, facts: FileFacts, diagnostics: DiagnosticList): ConfigFile {
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
    actions: [],
  };
  const { content, diagnostics: found } = body.content(schemaOf(facts));
  diagnostics.addAll(found);
  for (const block of content.blocks) DECODERS.get(block.type)?.(block, file, facts, diagnostics);
  return file;
}

function schemaOf({ isQuery, language }: FileFacts): typeof SCHEMA {
  if (isQuery === true) return QUERY_SCHEMA;
  return language.actions ? WITH_ACTIONS : SCHEMA;
}
