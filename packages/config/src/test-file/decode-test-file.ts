import { type Block, type Body, rangeText, type SourceRange } from "@tutti/hcl";
import { decodeProviderConfig } from "../decode/provider-config.ts";
import { DiagnosticList } from "../diagnostic-list.ts";
import { configError } from "../errors.ts";
import { PLAIN_LANGUAGE } from "../features.ts";
import { type ProviderConfig, providerKey } from "../module/provider.ts";
import type { MockProvider, TestFile, TestRun } from "../module/test-file.ts";
import { decodeMockProvider } from "./decode-mock-provider.ts";
import { decodeOverrides } from "./decode-overrides.ts";
import { decodeRun, decodeVariables } from "./decode-run.ts";

const SCHEMA = {
  blocks: [
    { type: "run", labelNames: ["name"] },
    { type: "provider", labelNames: ["name"] },
    { type: "mock_provider", labelNames: ["name"] },
    { type: "variables" },
    { type: "override_resource" },
    { type: "override_data" },
    { type: "override_module" },
  ],
};

/** What a test file declares. */
export function decodeTestFile(path: string, body: Body, diagnostics: DiagnosticList): TestFile {
  const { content, diagnostics: found } = body.content(SCHEMA);
  diagnostics.addAll(found);
  const { blocks } = content;
  const [variables, ...more] = blocks.filter(({ type }) => type === "variables");
  for (const block of more)
    diagnostics.error(
      configError("multiple-variables-blocks"),
      `This test file already has a variables block defined at ${rangeText(variables?.defRange ?? block.defRange)}.`,
      block.defRange,
    );
  return {
    path,
    variables: decodeVariables(variables, diagnostics),
    ...decodeProviders(blocks, diagnostics),
    overrides: decodeOverrides(blocks, diagnostics),
    runs: decodeRuns(blocks, diagnostics),
  };
}

/** Those without mistakes of their own: of others not even the module is looked for. A name that is taken is told beside. */
function decodeRuns(blocks: readonly Block[], diagnostics: DiagnosticList): readonly TestRun[] {
  const seen = new Map<string, SourceRange>();
  return blocks.flatMap((block): readonly TestRun[] => {
    if (block.type !== "run") return [];
    const own = new DiagnosticList();
    const run = decodeRun(block, own);
    const isSound = diagnostics.addAll(own.all);
    const first = seen.get(run.name);
    if (first === undefined) seen.set(run.name, block.defRange);
    else
      diagnostics.error(
        configError("duplicate-run-block-names"),
        `This test file already has a run named ${run.name} block defined at ${rangeText(first)}.`,
        block.defRange,
      );
    return isSound ? [run] : [];
  });
}

function decodeProviders(
  blocks: readonly Block[],
  diagnostics: DiagnosticList,
): Pick<TestFile, "providers" | "mockProviders"> {
  const providers = new Map<string, ProviderConfig>();
  const mockProviders = new Map<string, MockProvider>();
  const places = new Map<string, SourceRange>();
  const isNew = (key: string, block: Block, place: SourceRange): boolean => {
    const first = places.get(key);
    if (first === undefined) {
      places.set(key, place);
      return true;
    }
    diagnostics.error(
      configError("duplicate-provider-block"),
      `A provider for ${key} is already defined at ${rangeText(first)}.`,
      block.defRange,
    );
    return false;
  };
  for (const block of blocks) {
    if (block.type === "mock_provider") {
      const mock = decodeMockProvider(block, diagnostics);
      if (isNew(providerKey(mock), block, mock.declRange)) mockProviders.set(providerKey(mock), mock);
    } else if (block.type === "provider") {
      const config = decodeProviderConfig(block, PLAIN_LANGUAGE, diagnostics, "test");
      if (config !== undefined && isNew(providerKey(config), block, config.nameRange))
        providers.set(providerKey(config), config);
    }
  }
  return { providers, mockProviders };
}
