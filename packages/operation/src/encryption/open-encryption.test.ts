import { createMachine } from "@tutti/simulation";
import { expect, test } from "vitest";
import { openEncryption } from "./open-encryption.ts";

const inside = (path: string): string =>
  `key_provider "key_file" "f" {\n path = ${path}\n}\nmethod "aes_gcm" "m" {\n keys = key_provider.key_file.f\n}\nstate {\n method = method.aes_gcm.m\n}\n`;
const block = (path = '"key"'): string => `terraform {\n encryption {\n${inside(path)}}\n}\n`;
const JSON_BLOCK = JSON.stringify({
  terraform: {
    encryption: {
      key_provider: { key_file: { f: { path: "key" } } },
      method: { aes_gcm: { m: { keys: "key_provider.key_file.f" } } },
      state: { method: "method.aes_gcm.m" },
    },
  },
});

interface Place {
  readonly files?: Readonly<Record<string, string>>;
  readonly variables?: Readonly<Record<string, string>>;
  readonly calledAs?: string;
  readonly given?: readonly string[];
}

async function opened({ files = {}, variables = {}, calledAs, given = [] }: Place): Promise<string> {
  const machine = createMachine({ variables });
  await machine.write({ key: "k".repeat(32), ...files });
  const runtime = {
    ...machine.host,
    environment: { ...machine.host.environment, ...(calledAs === undefined ? {} : { calledAs }) },
  };
  const outcome = await machine.until(
    openEncryption(
      runtime,
      given.map((text) => ({ kind: "value", text })),
    ),
  );
  if (!outcome.ok) return outcome.diagnostics.map(({ detail }) => detail).join("\n");
  return outcome.value.state === undefined ? "nothing is hidden" : "states are hidden";
}

const HIDDEN = "states are hidden";
const PLAIN = "nothing is hidden";
test.each<readonly [string, Place, string | RegExp]>([
  ["nothing at all", {}, PLAIN],
  ["no block", { files: { "main.tf": "# encryption\n" } }, PLAIN],
  ["a block", { files: { "main.tf": block() } }, HIDDEN],
  ["a block in any file", { files: { "main.tf": "", "x.tf": block() } }, HIDDEN],
  ["a block in JSON", { files: { "x.tf.json": JSON_BLOCK } }, HIDDEN],
  ["a block in a file that is none of the configuration", { files: { "x.hcl": block() } }, PLAIN],
  ["a block in a folder", { files: { "x.tf/main.tf": block(), "m/main.tf": block() } }, PLAIN],
  ["a block in OpenTofu's files, under our name", { files: { "x.tofu": block() } }, PLAIN],
  ["a block in OpenTofu's files, under its name", { files: { "x.tofu": block() }, calledAs: "tofu" }, HIDDEN],
  ["the same in JSON", { files: { "x.tofu.json": JSON_BLOCK }, calledAs: "tofu" }, HIDDEN],
  ["a block under Terraform's name", { files: { "main.tf": block() }, calledAs: "terraform" }, PLAIN],
  [
    "the variable under Terraform's name",
    { variables: { TF_ENCRYPTION: inside('"key"') }, calledAs: "terraform" },
    PLAIN,
  ],
  ["the variable alone", { variables: { TF_ENCRYPTION: inside('"key"') } }, HIDDEN],
  [
    "the variable beside a configuration that says nothing of it",
    { files: { "main.tf": "" }, variables: { TF_ENCRYPTION: `\n ${inside('"key"')}\n` } },
    HIDDEN,
  ],
  ["a variable of blanks", { variables: { TF_ENCRYPTION: " \n" } }, PLAIN],
  [
    "the variable over the block",
    {
      files: { "main.tf": block('"none"') },
      variables: { TF_ENCRYPTION: 'key_provider "key_file" "f" {\n path = "key"\n}' },
    },
    HIDDEN,
  ],
  [
    "functions that only the variable calls",
    { variables: { TF_ENCRYPTION: inside('lower("KEY")') } },
    HIDDEN,
  ],
  [
    "what is given to a variable of the configuration",
    { files: { "main.tf": `${block("var.p")}variable "p" {\n}\n` }, given: ["p=key"] },
    HIDDEN,
  ],
  ["a variable that is no HCL", { variables: { TF_ENCRYPTION: "state {" } }, /\(TF_ENCRYPTION, line 1\)$/],
  ["a variable that is no JSON", { variables: { TF_ENCRYPTION: "{\n" } }, /\(TF_ENCRYPTION, line \d\)/],
  [
    "a mistake in the form",
    { files: { "main.tf": "terraform {\n encryption {\n  nope = 1\n }\n}\n" } },
    'An argument named "nope" is not expected here. (main.tf, line 3)',
  ],
])("%s", async (_, place, expected) => {
  const said = await opened(place);
  if (typeof expected === "string") expect(said).toBe(expected);
  else expect(said).toMatch(expected);
});
