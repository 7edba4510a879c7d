import { HCL_WORDS, holdDiagnostics } from "@tutti/hcl/testkit";
import { corpusOf, type FuzzTarget, filesOfText, textOfFiles, wellFormed } from "@tutti/simulation/testkit";
import { parseRules } from "../rules-file.ts";
import { load } from "../sources.ts";

const WORDS = [
  ...[
    "run",
    "variables",
    "provider",
    "mock_provider",
    "override_resource",
    "override_data",
    "override_module",
  ],
  ...["mock_resource", "mock_data", "defaults", "values", "target", "assert", "condition", "error_message"],
  ...[
    "expect_failures",
    "plan_options",
    "module",
    "command = plan",
    "state_key",
    "parallel",
    "providers = {",
  ],
  ...["source", "run.a", "file", "override_during", "-- a.tftest.hcl\n", "-- tests/b.tftest.hcl\n"],
  ...["-- m/c.tfmock.hcl\n", "-- a.tftest.json\n"],
];

/** Test files and files of mocks beside a configuration. */
export const target: FuzzTarget = {
  name: "test-files",
  corpus: corpusOf(".txt", ["packages/config/testdata/rules"])
    .flatMap(parseRules)
    .filter(({ files }) => Object.keys(files).some((path) => /\.tf(test|mock)\./.test(path)))
    .map(({ files }) => textOfFiles(files)),
  words: [...WORDS, ...HCL_WORDS],
  cases: 1500,
  play: async (drawn) => {
    const files = Object.fromEntries(filesOfText(wellFormed(drawn), "a.tftest.hcl"));
    const { diagnostics } = await load(files);
    holdDiagnostics(diagnostics, (name) => files[name]);
  },
};
