import { describe, expect, it } from "vitest";
import { type LanguageFeatures, PLAIN_LANGUAGE, WHOLE_LANGUAGE } from "./features.ts";
import { memorySources } from "./source/source-reader.ts";
import { loadConfig } from "./tree/load-config.ts";

const argument = (name: string): string =>
  `Unsupported argument: An argument named "${name}" is not expected here.`;
const ENCRYPTION = 'Unsupported block type: Blocks of type "encryption" are not expected here.';

/** Feature, file, and what is said of it where the feature is off. */
const ROWS: readonly (readonly [keyof LanguageFeatures, string, string])[] = [
  ["enabled", 'resource "a_b" "c" {\n lifecycle {\n enabled = true\n }\n}\n', argument("enabled")],
  ["enabled", 'data "a_b" "c" {\n lifecycle {\n enabled = true\n }\n}\n', argument("enabled")],
  ["deprecated", 'variable "v" {\n deprecated = "No."\n}\n', argument("deprecated")],
  ["deprecated", 'output "o" {\n value = 1\n deprecated = "No."\n}\n', argument("deprecated")],
  ["encryption", "terraform {\n encryption {\n }\n}\n", ENCRYPTION],
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

  it("names other files where files may end otherwise", async () => {
    const files = { "a.tf": 'output "tf" {\n value = 1\n}\n', "a.tofu": 'output "tofu" {\n value = 1\n}\n' };
    const outputs = async (language: LanguageFeatures) => [
      ...((await said(language, files)).config?.root.module.outputs.keys() ?? []),
    ];
    expect(await outputs({ ...PLAIN_LANGUAGE, tofuFiles: true })).toEqual(["tofu"]);
    expect(await outputs({ ...WHOLE_LANGUAGE, tofuFiles: false })).toEqual(["tf"]);
  });
});
