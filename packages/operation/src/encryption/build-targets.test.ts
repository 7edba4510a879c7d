import { createMachine } from "@tutti/simulation";
import { expect, test } from "vitest";
import type { EncryptionTargets } from "./build-targets.ts";
import { openEncryption } from "./open-encryption.ts";
import type { KeyMethod, SealTarget } from "./seal-method.ts";

const KEYS = 'key_provider "key_file" "f" {\n path = "key"\n}\n';
const method = (name: string, aad = ""): string =>
  `method "aes_gcm" "${name}" {\n keys = key_provider.key_file.f\n ${aad}\n}\n`;
const UNENCRYPTED = 'method "unencrypted" "u" {}\n';

async function targets(block: string): Promise<EncryptionTargets> {
  const machine = createMachine();
  await machine.write({ "main.tf": `terraform {\nencryption {\n${block}\n}\n}\n`, key: "k".repeat(32) });
  const outcome = await machine.until(openEncryption(machine.host));
  if (!outcome.ok) throw new Error(outcome.diagnostics.map(({ detail }) => detail).join());
  return outcome.value;
}

function isKeyMethod(method: SealTarget["methods"][number] | undefined): method is KeyMethod {
  return method !== undefined && method !== "unencrypted" && method.kind === "key";
}

function shown(target: SealTarget | undefined): string {
  return target === undefined
    ? "-"
    : `${target.name}: ${target.methods.map((one) => (one === "unencrypted" ? one : `${one.name} [${one.kind === "key" ? one.aad : one.kind}]`)).join(", ")}`;
}

test.each<readonly [string, string, readonly [state: string, plan: string, remote: string]]>([
  [
    "one for each",
    `${method("s")}${method("p", "aad = [0, 1, 255]")}state {\n method = method.aes_gcm.s\n}\nplan {\n method = method.aes_gcm.p\n}\nremote_state_data_sources {\n default {\n method = method.aes_gcm.s\n }\n}\n`,
    ["state: method.aes_gcm.s []", "plan: method.aes_gcm.p [0,1,255]", "remote state: method.aes_gcm.s []"],
  ],
  [
    "one alone",
    `${method("s")}plan {\n method = method.aes_gcm.s\n}\n`,
    ["-", "plan: method.aes_gcm.s []", "-"],
  ],
  [
    "fallbacks in their order",
    `${method("a")}${method("b")}${UNENCRYPTED}state {\n method = method.aes_gcm.b\n fallback {\n method = method.unencrypted.u\n fallback {\n method = method.aes_gcm.a\n }\n }\n}\n`,
    ["state: method.aes_gcm.b [], unencrypted, method.aes_gcm.a []", "-", "-"],
  ],
  [
    "programs, with keys and without",
    `${method("a")}method "external" "e" {\n keys = key_provider.key_file.f\n encrypt_command = ["e", "1"]\n decrypt_command = ["d"]\n}\nmethod "external" "f" {\n encrypt_command = ["e"]\n decrypt_command = ["d"]\n}\nstate {\n method = method.external.e\n fallback {\n method = method.aes_gcm.a\n }\n}\nplan {\n method = method.external.f\n}\n`,
    ["state: method.external.e [program], method.aes_gcm.a []", "plan: method.external.f [program]", "-"],
  ],
  [
    "nothing hidden, and said so",
    `${UNENCRYPTED}state {\n method = method.unencrypted.u\n}\n`,
    ["state: unencrypted", "-", "-"],
  ],
  [
    "unencrypted where another one is enforced",
    `${method("a")}${UNENCRYPTED}state {\n method = method.unencrypted.u\n}\nplan {\n enforced = true\n method = method.aes_gcm.a\n}\n`,
    ["state: unencrypted", "plan: method.aes_gcm.a []", "-"],
  ],
])("targets: %s", async (_, block, expected) => {
  const { state, plan, remote } = await targets(`${KEYS}${block}`);
  expect([shown(state), shown(plan), shown(remote)]).toEqual(expected);
});

test("a block is one method, and one key provider, whoever names it", async () => {
  const { state, plan } = await targets(
    `key_provider "pbkdf2" "p" {\n passphrase = "sixteen-letters!"\n iterations = 200000\n}\nmethod "aes_gcm" "a" {\n keys = key_provider.pbkdf2.p\n}\nmethod "aes_gcm" "b" {\n keys = key_provider.pbkdf2.p\n}\nstate {\n method = method.aes_gcm.a\n fallback {\n method = method.aes_gcm.b\n }\n}\nplan {\n method = method.aes_gcm.a\n}\n`,
  );
  const [first, second] = state?.methods ?? [];
  expect(plan?.methods[0]).toBe(first);
  if (!isKeyMethod(first) || !isKeyMethod(second)) throw new Error("no methods");
  const sealing = first.sealingKey();
  // Its salt is drawn once, and its key made once.
  expect(second.sealingKey()).toBe(sealing);
  const { key, meta } = await sealing;
  expect([...meta.keys()]).toEqual(["key_provider.pbkdf2.p"]);
  expect(await first.openingKey(meta)).toEqual(key);
});
