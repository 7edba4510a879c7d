import { createMachine } from "@tutti/simulation";
import { describe, expect, it } from "vitest";
import { openEncryption } from "./open-encryption.ts";

/** What is told of a key file at this path; nothing where its key is found. */
async function told(path: string, more = ""): Promise<string> {
  const machine = createMachine();
  const block = `key_provider "key_file" "f" {\n ${path}\n}\nmethod "aes_gcm" "m" {\n keys = key_provider.key_file.f\n}\nstate {\n method = method.aes_gcm.m\n}\n`;
  await machine.write({
    "main.tf": `terraform {\n encryption {\n${block} }\n}\n${more}`,
    key: "k".repeat(32),
    "default.key": "d".repeat(16),
  });
  const outcome = await machine.until(openEncryption(machine.host));
  return outcome.ok ? "" : outcome.diagnostics.map(({ detail }) => detail).join();
}

describe("names in the encryption block", () => {
  it.each<readonly [string, string]>([
    ['path = "key"', ""],
    ['path = "${path.module}/key"', ""],
    ['path = "${path.root}/key"', ""],
    ['path = "${path.cwd}/key"', ""],
    ['path = "${terraform.workspace}.key"', ""],
    ["path = var.p", 'variable "p" {\n default = "key"\n}\n'],
    ["path = local.p", 'locals {\n p = "./${local.q}"\n q = "key"\n}\n'],
    // Used twice, but not within itself.
    ['path = "${local.e}key${local.e}"', 'locals {\n e = ""\n}\n'],
  ])("%s", async (path, more) => {
    expect(await told(path, more)).toBe("");
  });

  it.each<readonly [string, RegExp]>([
    ["path = path.other", /path\.other cannot be used for encryption/],
    ["path = terraform.version", /terraform\.version cannot be used for encryption/],
    ["path = var.missing", /var\.missing cannot be used for encryption/],
    ["path = local.missing", /local\.missing cannot be used for encryption/],
    ["path = data.http.x.body", /known before the state is read/],
    ["path = null", /it must name the file that holds the key/],
    ['path = ""', /it must name the file that holds the key/],
    ["", /it must name the file that holds the key/],
    ["path = [1]", /"path" is not right/],
  ])("refused: %s", async (path, why) => {
    expect(await told(path)).toMatch(why);
  });
});
