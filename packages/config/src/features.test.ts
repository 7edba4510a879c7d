import { describe, expect, it } from "vitest";
import { type LanguageFeatures, PLAIN_LANGUAGE, WHOLE_LANGUAGE } from "./features.ts";
import { memorySources } from "./source/source-reader.ts";
import { loadConfig } from "./tree/load-config.ts";

const argument = (name: string): string =>
  `Unsupported argument: An argument named "${name}" is not expected here.`;
const ENCRYPTION = 'Unsupported block type: Blocks of type "encryption" are not expected here.';

const required = (source: string): string =>
  `terraform {\n required_providers {\n x = {\n source = "${source}"\n }\n }\n}\n`;
const namespaceMistake = (source: string): string =>
  `Invalid provider namespace: Invalid provider namespace "" in source "${source}": must contain only letters, digits, and dashes, and may not use leading or trailing dashes"`;

/** Feature, file, and what is said of it where the feature is off. */
const ROWS: readonly (readonly [keyof LanguageFeatures, string, string])[] = [
  ["enabled", 'resource "a_b" "c" {\n lifecycle {\n enabled = true\n }\n}\n', argument("enabled")],
  ["enabled", 'data "a_b" "c" {\n lifecycle {\n enabled = true\n }\n}\n', argument("enabled")],
  ["deprecated", 'variable "v" {\n deprecated = "No."\n}\n', argument("deprecated")],
  ["deprecated", 'output "o" {\n value = 1\n deprecated = "No."\n}\n', argument("deprecated")],
  [
    "rollouts",
    'resource "a_b" "c" {\n lifecycle {\n rollout {}\n }\n}\n',
    'Unsupported block type: Blocks of type "rollout" are not expected here.',
  ],
  ["encryption", "terraform {\n encryption {\n }\n}\n", ENCRYPTION],
  ["providerPackages", required("npm:@acme/x"), namespaceMistake("npm:@acme/x")],
  ["providerPackages", required("./x"), namespaceMistake("./x")],
];

async function said(language: LanguageFeatures, files: Readonly<Record<string, string>>) {
  const reader = memorySources(new Map(Object.entries(files)), language);
  const { diagnostics, config } = await loadConfig(reader, { productVersion: "1.11.4", install: true });
  return { config, lines: diagnostics.map(({ summary, detail }) => `${summary}: ${detail}`) };
}

describe("a feature of the language", () => {
  it.each(ROWS)("%s: %j", async (feature, text, refused) => {
    const alone = { ...PLAIN_LANGUAGE, [feature]: true };
    const others = { ...WHOLE_LANGUAGE, [feature]: false };
    for (const language of [WHOLE_LANGUAGE, alone])
      expect((await said(language, { "main.tf": text })).lines).toEqual([]);
    for (const language of [PLAIN_LANGUAGE, others])
      expect((await said(language, { "main.tf": text })).lines).toEqual([refused]);
  });

  it("is one in JSON, in overriding files and in modules as well", async () => {
    const files = {
      "main.tf": 'module "m" {\n source = "./m"\n}\nterraform {}\n',
      "m/main.tf.json": '{"terraform": {"encryption": {}}}',
      "x_override.tf": "terraform {\n encryption {}\n}\n",
    };
    expect((await said(WHOLE_LANGUAGE, files)).lines).toEqual([]);
    const root = await said(PLAIN_LANGUAGE, files);
    expect(root.lines).toEqual([
      ENCRYPTION,
      'Extraneous JSON object property: No argument or block type is named "encryption".',
    ]);
    expect(root.config?.root.module.encryptions).toEqual([]);
  });

  it.each<readonly [string, string, readonly string[]]>([
    ["", "enabled = var.on", []],
    ["", "enabled = true\n  other = 1", [argument("other")]],
    [
      "count = 2",
      "enabled = true",
      [
        `Invalid combination of "enabled" and "count": The "enabled" of a lifecycle block says whether there is one object; with "count" there are as many as that says. Use only one of them.`,
      ],
    ],
    [
      "lifecycle {\n  }",
      "enabled = true",
      ["Duplicate lifecycle block: This module already has a lifecycle block at main.tf:4,3-12."],
    ],
  ])("is one of modules: %j with lifecycle { %s }", async (more, inner, lines) => {
    const main = `variable "on" {}\nmodule "m" {\n  source = "./m"\n  ${more}\n  lifecycle {\n  ${inner}\n  }\n}\n`;
    const files = { "main.tf": main, "m/m.tf": "" };
    expect((await said({ ...PLAIN_LANGUAGE, enabled: true }, files)).lines).toEqual(lines);
    const { lines: refused } = await said({ ...WHOLE_LANGUAGE, enabled: false }, files);
    expect(new Set(refused)).toEqual(
      new Set([
        'Reserved block type name in module block: The block type name "lifecycle" is reserved for use by <Tutti> in a future version.',
      ]),
    );
  });

  it("may stand in an override of a module, and not beside providers of its own", async () => {
    const files = {
      "main.tf": 'module "m" {\n  source = "./m"\n  lifecycle {\n    enabled = false\n  }\n}\n',
      "main_override.tf": 'module "m" {\n  lifecycle {\n    enabled = true\n  }\n}\n',
      "m/m.tf": 'provider "a" {\n  b = 1\n}\nresource "a_b" "c" {}\n',
    };
    const { config, lines } = await said(WHOLE_LANGUAGE, files);
    const enabled = config?.root.module.moduleCalls.get("m")?.lifecycle.enabled;
    expect(enabled?.kind === "literal" && enabled.value.asBool).toBe(true);
    expect(lines.map((line) => line.replace(/\n.*/s, ""))).toEqual([
      "Module is incompatible with count, for_each, and depends_on: The module at module.m is a legacy module which contains its own local provider configurations, and so calls to it may not use enabled in a lifecycle block.",
    ]);
  });

  it("names other files where files may end otherwise", async () => {
    const files = { "a.tf": 'output "tf" {\n value = 1\n}\n', "a.tofu": 'output "tofu" {\n value = 1\n}\n' };
    const outputs = async (language: LanguageFeatures) => [
      ...((await said(language, files)).config?.root.module.outputs.keys() ?? []),
    ];
    expect(await outputs({ ...PLAIN_LANGUAGE, tofuFiles: true })).toEqual(["tofu"]);
    expect(await outputs({ ...WHOLE_LANGUAGE, tofuFiles: false })).toEqual(["tf"]);
  });
});
