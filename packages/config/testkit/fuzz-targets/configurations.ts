import { HCL_WORDS, holdDiagnostics } from "@tutti/hcl/testkit";
import { corpusOf, type FuzzTarget, filesOfText, textOfFiles, wellFormed } from "@tutti/simulation/testkit";
import { WHOLE_LANGUAGE } from "../../src/index.ts";
import { parseRules } from "../rules-file.ts";
import { diagnose } from "../sources.ts";

const folders = corpusOf(".txt", ["packages/config/testdata"]).flatMap(parseRules);

/** What a configuration is made of, beside its syntax. */
const WORDS = [
  ...[
    "resource",
    "data",
    "module",
    "variable",
    "output",
    "locals",
    "provider",
    "terraform",
    "moved",
    "removed",
  ],
  ...["import", "check", "ephemeral", "action", "lifecycle", "provisioner", "connection", "dynamic", "count"],
  ...[
    "for_each",
    "depends_on",
    "source",
    "version",
    "type",
    "default",
    "validation",
    "sensitive",
    "each.key",
  ],
  ...["count.index", "self", "path.module", "var.a", "local.a", "module.a", "test_vm.a", "data.test_image.a"],
  ...[
    "optional(",
    "object({",
    "list(",
    "any",
    "-- a.tf\n",
    "-- m/main.tf\n",
    "-- a_override.tf\n",
    "-- a.tf.json\n",
  ],
];

/** A folder of modules is loaded and validated, with what is wrong told at its place. */
export const target: FuzzTarget = {
  name: "configurations",
  corpus: [
    ...folders.map(({ files }) => textOfFiles(files)),
    ...corpusOf(".tf", ["../shared/conformance/terraform/validate", "../shared/conformance/terraform/run"]),
  ],
  words: [...WORDS, ...HCL_WORDS],
  cases: 1200,
  play: async (drawn) => {
    const files = Object.fromEntries(filesOfText(wellFormed(drawn)));
    for (const language of [undefined, WHOLE_LANGUAGE]) {
      const found = await diagnose(files, undefined, language === undefined ? {} : { language });
      holdDiagnostics(found, (name) => files[name]);
    }
  },
};
