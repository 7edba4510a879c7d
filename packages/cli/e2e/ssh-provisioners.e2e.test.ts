/** `remote-exec` and `file` against the real OpenSSH server, on loopback as the same user, where it is installed. */

import { spawn, spawnSync } from "node:child_process";
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { userInfo } from "node:os";
import { join } from "node:path";
import { freePort } from "@tutti/runtime/testkit";
import { expect, onTestFinished, test } from "vitest";
import { must, project, run } from "./tutti.ts";

const SERVER = "/usr/sbin/sshd";
const installed = existsSync(SERVER) && spawnSync("ssh-keygen", ["-?"]).error === undefined;

interface Server {
  readonly port: number;
  readonly folder: string;
}

/** Only who has the key gets in, and it ends with the test. */
async function serve(folder: string): Promise<Server> {
  for (const name of ["host", "user"])
    spawnSync("ssh-keygen", ["-q", "-t", "ed25519", "-N", "", "-f", join(folder, name)]);
  const port = await freePort();
  const settings = `Port ${port}
ListenAddress 127.0.0.1
HostKey ${join(folder, "host")}
AuthorizedKeysFile ${join(folder, "user.pub")}
PasswordAuthentication no
PermitRootLogin yes
StrictModes no
UsePAM no
PidFile none
`;
  writeFileSync(join(folder, "sshd.conf"), settings);
  // As root it wants a folder that the system makes when it starts the service.
  if (userInfo().uid === 0) mkdirSync("/run/sshd", { recursive: true });
  const child = spawn(SERVER, ["-D", "-e", "-f", join(folder, "sshd.conf")], {
    stdio: ["ignore", "ignore", "pipe"],
  });
  onTestFinished(() => void child.kill());
  await new Promise<void>((resolve, reject) => {
    let said = "";
    child.stderr.on("data", (data: Buffer) => {
      said += data.toString();
      if (said.includes("listening on")) resolve();
    });
    child.on("exit", () => reject(new Error(`sshd ended: ${said}`)));
  });
  return { port, folder };
}

const configuration = (
  { port, folder }: Server,
  provisioners: string,
): string => `resource "terraform_data" "a" {
  connection {
    host        = "127.0.0.1"
    port        = ${port}
    user        = ${JSON.stringify(userInfo().username)}
    private_key = file(${JSON.stringify(join(folder, "user"))})
    host_key    = file(${JSON.stringify(join(folder, "host.pub"))})
    script_path = ${JSON.stringify(join(folder, "script_%RAND%.sh"))}
  }
${provisioners}
}
`;

const APPLY = ["apply", "-auto-approve", "-no-color"];

test.skipIf(!installed)("files are copied and scripts run (needs openssh-server)", async () => {
  const folder = project({ "main.tf": "", "from/a": "A", "from/sub/b": "B" });
  const server = await serve(folder);
  writeFileSync(
    join(folder, "main.tf"),
    configuration(
      server,
      `  provisioner "remote-exec" {
    inline = ["echo hello", "echo and an error >&2", "printf 'no end'"]
  }
  provisioner "file" {
    source      = "${folder}/from"
    destination = "${folder}/to"
  }
  provisioner "file" {
    content     = "text"
    destination = "${folder}/to/c"
  }
  provisioner "remote-exec" {
    when   = destroy
    inline = ["echo bye \${self.id}"]
  }`,
    ),
  );
  const applied = await must(folder, APPLY);
  for (const line of ["Connected!", "hello", "and an error", "no end"])
    expect(applied.stdout).toContain(`terraform_data.a (remote-exec): ${line}\n`);
  const read = (path: string): string => readFileSync(join(folder, "to", path), "utf8");
  expect([read("a"), read("sub/b"), read("c")]).toEqual(["A", "B", "text"]);
  const gone = await must(folder, ["destroy", "-auto-approve", "-no-color"]);
  expect(gone.stdout).toContain("terraform_data.a (remote-exec): bye ");
});

test.skipIf(!installed)("what fails there is told (needs openssh-server)", async () => {
  const folder = project({ "main.tf": "" });
  const server = await serve(folder);
  writeFileSync(
    join(folder, "main.tf"),
    configuration(server, '  provisioner "remote-exec" {\n    inline = ["exit 3"]\n  }'),
  );
  const ended = await run(folder, APPLY);
  expect(ended.status).toBe(1);
  expect(ended.stderr.replace(/\s+/g, " ")).toContain("Process exited with status 3");
});
