import { describe, expect, test } from "vitest";
import { expectRows } from "../../../testkit/rows.ts";
import { createTerminal, type Terminal } from "../../../testkit/terminal.ts";

const own = { product: "tutti" } as const;
const SECRET = "planted-secret-value";
const KEYS = {
  "old.key": "00112233445566778899aabbccddeeff00112233445566778899aabbccddeeff",
  "new.key": "ffeeddccbbaa99887766554433221100ffeeddccbbaa99887766554433221100",
} as const;
const METHODS = `${["old", "new"].map((name) => `key_provider "key_file" "${name}" {\n path = "${name}.key"\n }\n method "aes_gcm" "${name}" {\n keys = key_provider.key_file.${name}\n }\n`).join("")} method "unencrypted" "plain" {}\n`;

function target(method: string, fallback?: string): string {
  const inner = fallback === undefined ? "" : ` fallback {\n method = method.${fallback}\n }\n`;
  return `{\n method = method.${method}\n${inner} }\n`;
}

function config(method: string, fallback?: string): Readonly<Record<string, string>> {
  const how = target(method, fallback);
  return {
    "encryption.tf": `terraform {\n encryption {\n${METHODS} state ${how} plan ${how} remote_state_data_sources {\n default ${how} }\n }\n}\n`,
  };
}

const MAIN = `variable "secret" {
  sensitive = true
}
variable "round" {
  default = "1"
}
resource "terraform_data" "a" {
  input = "\${var.secret} \${var.round}"
}
resource "terraform_data" "b" {
  input            = terraform_data.a.output
  triggers_replace = var.round
}
output "o" {
  value     = terraform_data.a.output
  sensitive = true
}
`;

async function folder(files: Readonly<Record<string, string>> = config("aes_gcm.old")): Promise<Terminal> {
  const terminal = createTerminal({ TF_VAR_secret: SECRET });
  await terminal.write({ "main.tf": MAIN, ...KEYS, ...files });
  return terminal;
}

/** Files that hold a text as it is, as Base64 at any place of it, or escaped. */
async function filesWith({ host }: Terminal, text: string): Promise<readonly string[]> {
  const found: string[] = [];
  const wanted = [
    text,
    ...[0, 1, 2].map((skip) => Buffer.from(text.slice(skip)).toString("base64").slice(0, 16)),
  ];
  const visit = async (folder: string): Promise<void> => {
    for (const { name, kind } of await host.disk.list(folder)) {
      const path = folder === "." ? name : `${folder}/${name}`;
      if (kind === "directory") await visit(path);
      else {
        const content = Buffer.from(await host.disk.readFile(path)).toString("latin1");
        if (wanted.some((part) => content.includes(part))) found.push(path);
      }
    }
  };
  await visit(".");
  return found;
}

test("states, backups, plans and history are hidden, and all commands read them", async () => {
  const terminal = await folder();
  await expectRows(terminal.run, [
    ["plan -out p", 0, { out: /Saved the plan to: p/ }, own],
    ["show p", 0, { out: /terraform_data\.a will be created/ }, own],
    ["show -json p", 0, { out: new RegExp(SECRET) }, own],
    ["apply p", 0, { out: /Apply complete! Resources: 2 added/ }, own],
    ["apply -auto-approve -var round=2", 0, { out: /1 added, 1 changed, 1 destroyed/ }, own],
    ["plan -var round=2", 0, { out: /No changes/ }, own],
    ["state pull", 0, { out: new RegExp(SECRET) }, own],
    ["state list", 0, { out: "terraform_data.a\nterraform_data.b\n" }, own],
    ["output -raw o", 0, { out: `${SECRET} 2` }, own],
    ["show terraform.tfstate", 0, { out: /terraform_data\.a/ }, own],
    ["state show -at=1 terraform_data.b", 0, { out: /terraform_data\.b/ }, own],
    ["state history", 0, { out: /\n2 .* apply/ }, own],
    ["state mv terraform_data.b terraform_data.c", 0, { out: /Successfully moved/ }, own],
    ["workspace new w", 0, { out: /Created and switched/ }, own],
    ["apply -auto-approve", 0, { out: /2 added/ }, own],
  ]);
  expect(await filesWith(terminal, SECRET)).toEqual([]);
  const state = JSON.parse((await terminal.read("terraform.tfstate")) ?? "");
  expect(Object.keys(state)).toEqual(["serial", "lineage", "meta", "encrypted_data", "encryption_version"]);
  expect(Object.keys(JSON.parse((await terminal.read("p")) ?? ""))).toEqual([
    "meta",
    "encrypted_data",
    "encryption_version",
  ]);
});

test("no command that writes leaves a secret where it can be read", async () => {
  const terminal = await folder();
  const commands = [
    "apply -auto-approve",
    "plan -refresh-only -out r",
    "apply r",
    "refresh",
    "taint terraform_data.b",
    "untaint terraform_data.b",
    "state mv terraform_data.b terraform_data.c",
    "state mv terraform_data.c terraform_data.b",
    "state replace-provider -auto-approve terraform.io/builtin/terraform terraform.io/builtin/other",
    "state replace-provider -auto-approve terraform.io/builtin/other terraform.io/builtin/terraform",
    "state rm terraform_data.b",
    "import terraform_data.b x",
    "apply -auto-approve -var round=2",
    "plan -destroy -out d",
    "state rollback -auto-approve 1",
    "workspace new w",
    "apply -auto-approve",
    "workspace select default",
    "console -plan",
    "plan -refresh=false",
    "apply -auto-approve -refresh=false",
    "state list",
    "init -force-copy",
    "state push -force p.tfstate",
    "workspace delete -force w",
    "destroy -auto-approve",
  ];
  for (const command of commands) {
    if (command.startsWith("init"))
      await terminal.write({
        "backend.tf": 'terraform {\n  backend "local" {\n    path = "moved.tfstate"\n  }\n}\n',
      });
    if (command.startsWith("state push"))
      await terminal.write({ "p.tfstate": (await terminal.read("moved.tfstate")) ?? "" });
    const { status, err } = await terminal.run(command, {
      ...own,
      ...(command.startsWith("console") ? { input: "terraform_data.a.output\n" } : {}),
    });
    expect([command, status, err]).toEqual([command, 0, ""]);
    expect([command, await filesWith(terminal, SECRET)]).toEqual([command, []]);
  }
});

test("a key is exchanged by a fallback, with the next apply, though nothing else changed", async () => {
  const terminal = await folder();
  await terminal.run("apply -auto-approve", own);
  await terminal.write(config("aes_gcm.new", "aes_gcm.old"));
  await expectRows(terminal.run, [
    ["plan", 0, { out: /No changes/ }, own],
    ["apply -auto-approve", 0, { out: /0 added, 0 changed, 0 destroyed/ }, own],
  ]);
  await terminal.write(config("aes_gcm.new"));
  await expectRows(terminal.run, [["state list", 0, { out: "terraform_data.a\nterraform_data.b\n" }, own]]);
  await terminal.write(config("aes_gcm.old"));
  await expectRows(terminal.run, [
    ["state list", 1, { err: /cannot be opened: method\.aes_gcm\.old does not fit/ }, own],
  ]);
});

test("a state that was not hidden is taken in by a fallback, its backup too, and let out again", async () => {
  const terminal = await folder({});
  await terminal.run("apply -auto-approve", { product: "terraform" });
  expect(await filesWith(terminal, SECRET)).toEqual(["terraform.tfstate"]);
  await terminal.write(config("aes_gcm.old"));
  await expectRows(terminal.run, [
    ["plan", 1, { err: /it is not encrypted, and the encryption configuration does not allow/ }, own],
  ]);
  await terminal.write(config("aes_gcm.old", "unencrypted.plain"));
  await expectRows(terminal.run, [
    ["apply -auto-approve", 0, { out: /0 added, 0 changed, 0 destroyed/ }, own],
  ]);
  expect(await filesWith(terminal, SECRET)).toEqual([]);
  await terminal.write(config("unencrypted.plain", "aes_gcm.old"));
  await expectRows(terminal.run, [["apply -auto-approve", 0, { out: /0 added/ }, own]]);
  expect(await filesWith(terminal, SECRET)).toContain("terraform.tfstate");
});

test("versions of the history are hidden too once states are, and follow a change of the key, killed or not", async () => {
  let writes = 0;
  for (let write = 0; write < 60; write++) {
    const terminal = await folder({});
    for (const round of ["1", "2", "3"]) await terminal.run(`apply -auto-approve -var round=${round}`, own);
    expect((await filesWith(terminal, SECRET)).length).toBeGreaterThan(3);
    await terminal.write(config("aes_gcm.old", "unencrypted.plain"));
    let cut = write === 0;
    const stopped = new Promise<undefined>((resolve) => {
      if (write === 0) return;
      terminal.host.disk.cutAt(write, () => {
        cut = true;
        resolve(undefined);
      });
    });
    await Promise.race([terminal.run("apply -auto-approve -var round=3", own), stopped]);
    if (!cut) break;
    if (write > 0) terminal.host.disk.restart("kill");
    writes += 1;
    expect((await terminal.run("apply -auto-approve -var round=4", own)).status).toBe(0);
    expect(await filesWith(terminal, SECRET), `write ${write}`).toEqual([]);
    await terminal.write(config("aes_gcm.new", "aes_gcm.old"));
    await terminal.run("apply -auto-approve -var round=4", own);
    await terminal.write(config("aes_gcm.new"));
    const shown = await terminal.run("state show -at=1 terraform_data.a", own);
    expect(shown.status, shown.err).toBe(0);
    expect((await terminal.run("state history", own)).err).toBe("");
  }
  expect(writes).toBeGreaterThan(10);
}, 240_000);

test("without its configuration a hidden state is refused, and nothing is written over it", async () => {
  const terminal = await folder();
  await expectRows(terminal.run, [
    ["apply -auto-approve", 0, { out: /2 added/ }, own],
    ["plan -out p", 0, { out: /No changes|Saved/ }, own],
  ]);
  const before = await terminal.read("terraform.tfstate");
  await terminal.write({ "encryption.tf": "" });
  await expectRows(terminal.run, [
    ["plan", 1, { err: /The state is encrypted, and no encryption is configured/ }, own],
    ["apply -auto-approve", 1, { err: /The state is encrypted/ }, own],
    ["apply -auto-approve -lock=false", 1, { err: /The state is encrypted/ }, own],
    ["apply p", 1, { err: /it is encrypted, and no encryption is configured for it/ }, own],
    ["show p", 1, { err: /no encryption is configured for it/ }, own],
    ["state pull", 1, { err: /The state is encrypted/ }, own],
    ["apply -auto-approve", 1, { err: /The state is encrypted/ }, { product: "terraform" }],
  ]);
  await terminal.write({ "plain.tfstate": '{"version":4,"serial":99,"lineage":"x"}' });
  await expectRows(terminal.run, [
    ["state push -force plain.tfstate", 1, { err: /The state is encrypted/ }, own],
  ]);
  expect(await terminal.read("terraform.tfstate")).toBe(before);
});

test("called terraform, the block is one that is not there", async () => {
  const terminal = await folder();
  const err = /Unsupported block type[\s\S]*Blocks of type "encryption" are not expected here\./;
  await expectRows(terminal.run, [
    ["plan", 1, { err }],
    ["validate", 1, { err }],
    ["init", 1, { out: /^Initializing the backend/, err }],
    ["get", 1, { err }],
    ["validate", 0, { out: /Success!/ }, own],
  ]);
});

test("validate looks at the form of the block, and needs no key for it", async () => {
  const terminal = await folder({
    "encryption.tf":
      'terraform {\n encryption {\n key_provider "pbkdf2" "p" {\n passphrase = var.secret\n }\n state {\n methods = 1\n }\n }\n}\n',
  });
  await expectRows(terminal.run, [
    ["validate", 1, { err: /An argument named "methods" is not expected here/ }, own],
    ["plan", 1, { err: /An argument named "methods" is not expected here/ }, own],
  ]);
});

test("states stay hidden while they are migrated to another place", async () => {
  const terminal = await folder();
  await terminal.run("apply -auto-approve", own);
  await terminal.write({
    "backend.tf": 'terraform {\n  backend "local" {\n    path = "new/state"\n  }\n}\n',
  });
  await expectRows(terminal.run, [
    ["init -migrate-state -force-copy", 0, { out: /Successfully configured the backend/ }, own],
    ["state list", 0, { out: "terraform_data.a\nterraform_data.b\n" }, own],
    ["plan", 0, { out: /No changes/ }, own],
  ]);
  expect(Object.keys(JSON.parse((await terminal.read("new/state")) ?? ""))).toContain("encrypted_data");
  expect(await filesWith(terminal, SECRET)).toEqual([]);
});

test("state push hides, and opens what was hidden", async () => {
  const terminal = await folder();
  await terminal.run("apply -auto-approve", own);
  const hidden = (await terminal.read("terraform.tfstate")) ?? "";
  const { out } = await terminal.run("state pull", own);
  await terminal.write({ "errored.tfstate": hidden });
  await expectRows(terminal.run, [
    ["state rm terraform_data.b", 0, { out: /Successfully removed/ }, own],
    ["state push -force errored.tfstate", 0, {}, own],
    ["state list", 0, { out: "terraform_data.a\nterraform_data.b\n" }, own],
    ["state push -force -", 0, {}, { ...own, stdin: out }],
  ]);
  expect(await filesWith(terminal, SECRET)).toEqual([]);
});

test("terraform_remote_state opens what the default block says", async () => {
  const terminal = await folder();
  await terminal.run("apply -auto-approve", own);
  const reading =
    'data "terraform_remote_state" "r" {\n  backend = "local"\n  config = {\n    path = "other.tfstate"\n  }\n}\noutput "r" {\n  value     = data.terraform_remote_state.r.outputs.o\n  sensitive = true\n}\n';
  await terminal.host.disk.rename("terraform.tfstate", "other.tfstate");
  await terminal.write({ "main.tf": reading });
  await expectRows(terminal.run, [
    ["apply -auto-approve", 0, { out: /Apply complete/ }, own],
    ["output -raw r", 0, { out: `${SECRET} 1` }, own],
  ]);
  await terminal.write(config("aes_gcm.new"));
  await terminal.host.disk.remove("terraform.tfstate");
  await expectRows(terminal.run, [
    ["plan", 1, { out: /Planning failed/, err: /method\.aes_gcm\.new does not fit/ }, own],
  ]);
});

test("a wrong configuration is told, and shows no secret", async () => {
  const terminal = await folder({
    "encryption.tf":
      'terraform {\n encryption {\n key_provider "pbkdf2" "p" {\n passphrase = "fifteen-letters"\n }\n method "aes_gcm" "m" {\n keys = key_provider.pbkdf2.p\n }\n state {\n method = method.aes_gcm.m\n }\n }\n}\n',
  });
  for (const line of ["plan", "apply -auto-approve", "state list", "state pull", "output"]) {
    const { status, out, err } = await terminal.run(line, own);
    expect(status, line).toBe(1);
    expect(err.replaceAll(/\n│? */g, " "), line).toMatch(/passphrase" is not right: it is too short/);
    expect(out + err).not.toContain("fifteen-letters");
  }
});

test("what a killed test leaves is hidden, and the next test of the file finds it", async () => {
  const terminal = await folder();
  await terminal.write({
    "a.tftest.hcl": `run "one" {\n  assert {\n    condition     = output.o != ""\n    error_message = "none"\n  }\n}\n`,
  });
  let found = 0;
  for (let write = 1; write < 60; write++) {
    let cut = false;
    const stopped = new Promise<undefined>((resolve) => {
      terminal.host.disk.cutAt(write, () => {
        cut = true;
        resolve(undefined);
      });
    });
    await Promise.race([terminal.run("test", own), stopped]);
    if (!cut) break;
    terminal.host.disk.restart("kill");
    expect(await filesWith(terminal, SECRET), `write ${write}`).toEqual([]);
    const next = await terminal.run("test", own);
    expect(next.status, next.out + next.err).toBe(0);
    if (/Objects of an earlier test/i.test(next.out)) found += 1;
  }
  expect(found).toBeGreaterThan(0);
}, 240_000);

describe("a kill at any write", () => {
  test("shows the secret in no file, neither then nor after the next apply", async () => {
    let writes = 0;
    for (let write = 1; write < 80; write++) {
      const terminal = await folder();
      await terminal.run("apply -auto-approve", own);
      await terminal.run("plan -out p -var round=2", own);
      let cut = false;
      const stopped = new Promise<undefined>((resolve) => {
        terminal.host.disk.cutAt(write, () => {
          cut = true;
          resolve(undefined);
        });
      });
      await Promise.race([terminal.run("apply p", own), stopped]);
      if (!cut) {
        writes = write;
        break;
      }
      terminal.host.disk.restart(write % 2 === 0 ? "kill" : "power-cut");
      expect(await filesWith(terminal, SECRET), `write ${write}`).toEqual([]);
      // A power cut takes what was written and not synced; the configuration is not what is looked at here.
      await terminal.write({ "main.tf": MAIN, ...KEYS, ...config("aes_gcm.old") });
      const next = await terminal.run("apply -auto-approve -var round=2", own);
      expect(next.status, `write ${write}: ${next.err}`).toBe(0);
      expect(await filesWith(terminal, SECRET), `write ${write}`).toEqual([]);
      expect((await terminal.run("state list", own)).out).toBe("terraform_data.a\nterraform_data.b\n");
    }
    expect(writes).toBeGreaterThan(10);
  }, 240_000);
});
