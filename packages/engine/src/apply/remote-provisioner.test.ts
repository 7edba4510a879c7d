import { createStop } from "@tutti/runtime";
import { stringValue } from "@tutti/values";
import { describe, expect, it } from "vitest";
import { KEYS, type MachineOptions, SshMachine, serveAgent } from "../../testkit/ssh-machine.ts";
import { EMPTY, messages, type Setting, World } from "../../testkit/world.ts";
import { loadSsh } from "../provision/ssh-client.ts";

// What is loaded on demand takes real time, of which a simulation knows nothing.
await loadSsh();

const ADDRESS = "10.0.0.9";
const LOGIN = `host = "${ADDRESS}"\nprivate_key = local.key`;

interface Play {
  readonly provisioners: string;
  /** Of the `connection` block of the resource. */
  readonly connection?: string;
  readonly machine?: MachineOptions;
  readonly setting?: Setting;
  /** Beside the machine. */
  readonly prepare?: (world: World) => Promise<void>;
  /** The machine answers from then on, in milliseconds. */
  readonly upAfterMs?: number;
  readonly more?: string;
}

const configuration = ({ provisioners, connection = LOGIN, more = "" }: Play): string => `terraform {
  required_providers {
    cloud = { source = "hashicorp/cloud" }
  }
}
locals {
  key = <<-EOT
  ${KEYS.user.private.trim().replaceAll("\n", "\n  ")}
  EOT
}
${more}
resource "cloud_thing" "a" {
  name = "a"
  connection {
    ${connection}
  }
  ${provisioners}
}
`;

async function play(given: Play) {
  const world = new World();
  const machine = new SshMachine(given.machine);
  const host = world.host(ADDRESS);
  if (given.upAfterMs === undefined) await machine.listen(host.network, 22);
  else host.clock.after(given.upAfterMs, () => void machine.listen(host.network, 22));
  await given.prepare?.(world);
  const text = configuration(given);
  const setting = given.setting ?? {};
  const { plan, diagnostics } = await world.plan(EMPTY, text, setting);
  expect(messages(diagnostics)).toEqual([]);
  const ran = await world.apply(plan, text, setting);
  const lines = ran.events.flatMap((event) => (event.kind === "provision-output" ? [event.line] : []));
  const [instance] = [...ran.state.resources.values()].flatMap(({ instances }) => [...instances.values()]);
  return {
    world,
    machine,
    state: ran.state,
    lines,
    said: messages(ran.diagnostics),
    status: instance?.current?.status,
    text,
  };
}

const TABLE = [
  "Connecting to remote host via SSH...",
  `  Host: ${ADDRESS}`,
  "  User: root",
  "  Password: false",
  "  Private key: true",
  "  Certificate: false",
  "  SSH Agent: false",
  "  Checking Host Key: false",
  "  Target Platform: unix",
];

const echo = (script: string) => ({ stdout: script.replace("#!/bin/sh\n", ""), stderr: "and an error" });
const inline = (...lines: string[]): string =>
  `provisioner "remote-exec" { inline = ${JSON.stringify(lines)} }`;

describe("remote-exec", () => {
  it("copies lines as a script, runs it, and empties it", async () => {
    const { machine, lines, said, status } = await play({
      provisioners: inline("one", "two"),
      machine: { run: echo },
    });
    expect(said).toEqual([]);
    expect(status).toBe("ready");
    expect(lines.toSorted()).toEqual([...TABLE, "Connected!", "one", "two", "and an error"].toSorted());
    expect(machine.heard).toEqual([
      "login root publickey",
      "scp -vt /tmp",
      "chmod 0777 /tmp/terraform_N.sh",
      "run /tmp/terraform_N.sh",
      "scp -vt /tmp",
    ]);
    expect([...machine.files.values()]).toEqual(["", ""]);
  });

  it("runs files, one after the other, by the shell that they name", async () => {
    const seen: string[] = [];
    const { said } = await play({
      provisioners: 'provisioner "remote-exec" { scripts = ["/one", "~/two"] }',
      prepare: async (world) => {
        await world.write("/one", "#!/bin/bash\n1");
        await world.write(`${world.home}/two`, "2");
      },
      machine: {
        run: (script) => {
          seen.push(script);
          return {};
        },
      },
    });
    expect(said).toEqual([]);
    expect(seen).toEqual(["#!/bin/bash\n1", "#!/bin/sh\n2"]);
  });

  it.each<[title: string, play: Play, said: string]>([
    [
      "a status",
      { provisioners: inline("x"), machine: { run: () => ({ exitCode: 3 }) } },
      'error executing "/s": Process exited with status 3',
    ],
    [
      "a signal",
      { provisioners: inline("x"), machine: { run: () => ({ diesOf: "KILL" }) } },
      'error executing "/s": Process exited with status 137 from signal KILL',
    ],
    [
      "no file",
      { provisioners: 'provisioner "remote-exec" { script = "/none" }' },
      "Failed to open script '/none': open /none: no such file or directory",
    ],
    ["an empty line", { provisioners: inline("") }, "invalid empty string in 'scripts'"],
    ["no line", { provisioners: inline() }, "Failed to upload script: Error reading script: EOF"],
    [
      "no scp",
      { provisioners: inline("x"), machine: { withoutScp: true } },
      "Failed to upload script: SCP failed to start. This usually means that SCP is not\nproperly installed on the remote system.",
    ],
  ])("%s fails, and the object is tainted", async (_title, given, said) => {
    const played = await play({
      ...given,
      connection: `${LOGIN}\nscript_path = "/s"`,
      machine: { folders: ["/"], ...given.machine },
    });
    expect(played.said).toEqual([`remote-exec provisioner error: ${said}`]);
    expect(played.status).toBe("tainted");
  });

  it("may fail where on_failure says so", async () => {
    const { said, status } = await play({
      provisioners: 'provisioner "remote-exec" {\n  inline = ["x"]\n  on_failure = continue\n}',
      machine: { run: () => ({ exitCode: 1 }) },
    });
    expect([said, status]).toEqual([[], "ready"]);
  });

  it("shows nothing of what a secret argument makes it say, but runs it", async () => {
    const { lines, said } = await play({
      provisioners: 'provisioner "remote-exec" { inline = [var.secret] }',
      more: 'variable "secret" { sensitive = true }',
      setting: { variables: { secret: stringValue("s3cret") } },
      machine: { run: echo },
    });
    expect(said).toEqual([]);
    expect(new Set(lines)).toEqual(new Set(["(output suppressed due to sensitive value in config)"]));
  });

  it("shows no secret host and user", async () => {
    const { lines, said } = await play({
      provisioners: inline("x"),
      connection: `${LOGIN}\nuser = sensitive("root")`,
    });
    expect(said).toEqual([]);
    expect(lines).toContain("  User: (sensitive value)");
  });

  it.each<[title: string, machine: MachineOptions, heard: string]>([
    ["a signal", {}, "signal TERM"],
    ["killing it, where signals are not passed on", { deaf: true }, "kill -TERM -- -4711 || kill -TERM 4711"],
  ])("ends what runs on the machine when Ctrl-C is pressed, by %s", async (_title, options, heard) => {
    const stop = createStop();
    const { machine, said, status } = await play({
      provisioners: inline("sleep"),
      setting: { signal: stop.signal },
      machine: {
        ...options,
        run: () => {
          setImmediate(() => stop.abort());
          return { endless: true };
        },
      },
    });
    expect(machine.heard).toContain(heard);
    expect(said.join()).toContain("interrupted");
    expect(status).toBe("tainted");
  });

  it("runs before an object is destroyed, and sees only that", async () => {
    const seen: string[] = [];
    const { world, state, text } = await play({
      provisioners:
        'provisioner "remote-exec" {\n  when = destroy\n  connection {\n    user = "root"\n  }\n  inline = ["bye ${self.name}"]\n}',
      connection: `host = "${ADDRESS}"\nuser = "nobody"\nprivate_key = file("/key")`,
      prepare: (one) => one.write("/key", KEYS.user.private),
      machine: {
        run: (script) => {
          seen.push(script);
          return {};
        },
      },
    });
    expect(seen).toEqual([]);
    const gone = await world.run(state, text, { mode: "destroy" });
    expect(messages(gone.diagnostics)).toEqual([]);
    expect(seen).toEqual(["#!/bin/sh\nbye a\n"]);
    expect(gone.state.resources.size).toBe(0);
  });
});

describe("file", () => {
  const folder = async (world: World): Promise<void> => {
    await world.write("/from/a", "A");
    await world.write("/from/sub/b", "B");
  };

  it.each<[title: string, args: string, there: Readonly<Record<string, string>>]>([
    ["a text", 'content = "text"\ndestination = "/tmp/x"', { "/tmp/x": "text" }],
    ["a file", 'source = "/from/a"\ndestination = "/tmp/x"', { "/tmp/x": "A" }],
    [
      "a folder that comes to be",
      'source = "/from"\ndestination = "/tmp/to"',
      { "/tmp/to/": "", "/tmp/to/a": "A", "/tmp/to/sub/": "", "/tmp/to/sub/b": "B" },
    ],
    [
      "a folder into one that is there",
      'source = "/from"\ndestination = "/tmp"',
      { "/tmp/from/": "", "/tmp/from/a": "A", "/tmp/from/sub/": "", "/tmp/from/sub/b": "B" },
    ],
    [
      "what is in a folder",
      'source = "/from/"\ndestination = "/tmp"',
      { "/tmp/a": "A", "/tmp/sub/": "", "/tmp/sub/b": "B" },
    ],
  ])("copies %s", async (_title, args, there) => {
    const { machine, said, lines } = await play({
      provisioners: `provisioner "file" {\n${args}\n}`,
      prepare: folder,
    });
    expect(said).toEqual([]);
    expect(lines).toEqual([]);
    const { "/tmp/": _tmp, ...found } = Object.fromEntries(machine.files);
    expect(found).toEqual(there);
  });

  it.each([
    ["no source", 'source = "/none"\ndestination = "/tmp/x"', "stat /none: no such file or directory"],
    [
      "no folder there",
      'content = "x"\ndestination = "/none/deep/x"',
      "Upload failed: scp: /none/deep: No such file or directory",
    ],
  ])("%s is told", async (_title, args, said) => {
    const played = await play({ provisioners: `provisioner "file" {\n${args}\n}`, prepare: folder });
    expect(played.said).toEqual([`file provisioner error: ${said}`]);
  });
});

describe("the connection", () => {
  const connected = (lines: readonly string[]): number =>
    lines.filter((line) => line === "Connected!").length;

  it.each<[title: string, connection: string, machine: MachineOptions, login: string]>([
    ["a key", LOGIN, {}, "login root publickey"],
    [
      "a password",
      `host = "${ADDRESS}"\nuser = "me"\npassword = "pw"`,
      { user: "me", password: "pw" },
      "login me password",
    ],
  ])("logs in by %s", async (_title, connection, machine, login) => {
    const { machine: there, said } = await play({ provisioners: inline("x"), connection, machine });
    expect(said).toEqual([]);
    expect(there.heard[0]).toBe(login);
  });

  it("is tried until the machine is up", async () => {
    const { lines, said } = await play({ provisioners: inline("x"), upAfterMs: 60_000 });
    expect(said).toEqual([]);
    expect(connected(lines)).toBe(1);
    expect(lines.filter((line) => line === TABLE[0]).length).toBeGreaterThan(3);
  });

  const AUTH = "SSH authentication failed (root@10.0.0.9:22): ssh: handshake failed:";
  it.each<[title: string, connection: string, said: string]>([
    [
      "a wrong user",
      `${LOGIN}\nuser = "nobody"`,
      "SSH authentication failed (nobody@10.0.0.9:22): ssh: handshake failed: ssh: unable to authenticate, attempted methods [none publickey], no supported methods remain",
    ],
    [
      "nothing to log in with",
      `host = "${ADDRESS}"`,
      `${AUTH} ssh: unable to authenticate, attempted methods [none], no supported methods remain`,
    ],
    [
      "another host key",
      `${LOGIN}\nhost_key = ${JSON.stringify(KEYS.other.public)}`,
      `${AUTH} knownhosts: key mismatch`,
    ],
    ["no such port", `${LOGIN}\nport = 23`, "dial tcp 10.0.0.9:23: connect: connection refused"],
    [
      "no bastion",
      `${LOGIN}\nbastion_host = "10.0.0.9"\nbastion_port = 23`,
      "Error connecting to bastion: dial tcp 10.0.0.9:23: connect: connection refused",
    ],
  ])("%s is told when the time is over", async (_title, connection, said) => {
    const played = await play({ provisioners: inline("x"), connection: `${connection}\ntimeout = "7s"` });
    expect(played.said).toEqual([`remote-exec provisioner error: timeout - last error: ${said}`]);
    // At 0, 1 and 3 seconds; the pauses grow.
    expect(played.lines.filter((line) => line === TABLE[0]).length).toBe(3);
  });

  it("takes the host key that is named", async () => {
    const connection = `${LOGIN}\nhost_key = ${JSON.stringify(KEYS.host.public)}`;
    const { lines, said } = await play({ provisioners: inline("x"), connection });
    expect([said, connected(lines)]).toEqual([[], 1]);
    expect(lines).toContain("  Checking Host Key: true");
  });

  it("goes through a bastion", async () => {
    const bastion = new SshMachine({ user: "door" });
    const { machine, lines, said } = await play({
      provisioners: inline("x"),
      connection: `${LOGIN}\nbastion_host = "10.0.0.8"\nbastion_user = "door"`,
      prepare: (world) => bastion.listen(world.host("10.0.0.8").network, 22),
    });
    expect([said, connected(lines)]).toEqual([[], 1]);
    expect(bastion.heard).toEqual(["login door publickey", "forward 10.0.0.9:22"]);
    expect(machine.heard[0]).toBe("login root publickey");
    expect(lines.slice(9, 12)).toEqual([
      "Using configured bastion host...",
      "  Host: 10.0.0.8",
      "  User: door",
    ]);
  });

  it.each([
    ["lets through", "HTTP/1.1 200 OK\r\n\r\n", []],
    [
      "refuses",
      "HTTP/1.1 403 Forbidden\r\n\r\n",
      ["remote-exec provisioner error: timeout - last error: proxy connection failed: 403 Forbidden"],
    ],
  ])("asks a proxy that %s", async (_title, answer, expected) => {
    const asked: string[] = [];
    const { said } = await play({
      provisioners: inline("x"),
      connection: `${LOGIN}\ntimeout = "2s"\nproxy_host = "10.0.0.7"\nproxy_port = 3128\nproxy_user_name = "u"\nproxy_user_password = "p"`,
      prepare: async (world) => {
        const { network } = world.host("10.0.0.7");
        await network.listen({ host: "10.0.0.7", port: 3128 }, async (inner) => {
          const outer = await network.connect({ host: ADDRESS, port: 22 });
          const pass = async (
            from: typeof inner,
            to: typeof inner,
            first: (data: Uint8Array) => Uint8Array,
          ) => {
            let begun = false;
            for await (const piece of from.data) {
              const data = begun ? piece : first(piece);
              begun = true;
              if (data.length > 0) await to.write(data);
            }
            to.end();
          };
          pass(inner, outer, (data) => {
            asked.push(new TextDecoder().decode(data));
            void inner.write(new TextEncoder().encode(answer)).then(() => pass(outer, inner, (one) => one));
            return new Uint8Array();
          }).catch(() => undefined);
        });
      },
    });
    expect(said).toEqual(expected);
    expect(asked[0]).toBe(
      "CONNECT 10.0.0.9:22 HTTP/1.1\r\nHost: 10.0.0.9:22\r\nProxy-Authorization: Basic dTpw\r\n\r\n",
    );
  });

  it.each<[title: string, connection: string, said: string]>([
    ["winrm", 'host = "x"\ntype = "winrm"', "connection type 'winrm' is not supported by <Tutti>"],
    ["another type", 'host = "x"\ntype = "telnet"', "connection type 'telnet' not supported"],
    ["an empty host", 'host = ""', "host for provisioner cannot be empty"],
    [
      "another platform",
      'host = "x"\ntarget_platform = "mac"',
      "target_platform for provisioner has to be either unix or windows",
    ],
    [
      "an agent that is not there",
      'host = "x"\nagent = true',
      "SSH agent requested but SSH_AUTH_SOCK not-specified",
    ],
    [
      "a key that is none",
      'host = "x"\nprivate_key = "none"',
      "Failed to read ssh private key: no key found",
    ],
    [
      "a protected key",
      `host = "x"\nprivate_key = ${JSON.stringify(KEYS.protected.private)}`,
      "Failed to read ssh private key: password protected keys are\nnot supported.",
    ],
    [
      "a certificate",
      'host = "x"\ncertificate = "c"',
      "SSH certificates (certificate, bastion_certificate) are not supported by <Tutti>.",
    ],
    [
      "a proxy by https",
      'host = "x"\nproxy_scheme = "https"\nproxy_host = "p"',
      'an SSH proxy with proxy_scheme = "https" is not supported by <Tutti>.',
    ],
  ])("%s is refused at once", async (_title, connection, said) => {
    const played = await play({ provisioners: inline("x"), connection });
    expect(played.said.length).toBe(1);
    expect(played.said[0]).toContain(`remote-exec provisioner error: ${said}`);
    expect(played.lines).toEqual([]);
  });

  const { other, user } = KEYS;
  it.each<[title: string, identity: string, offered: readonly (typeof user)[]]>([
    ["all keys of an agent", "", [other, user]],
    ["the one of a comment first", 'agent_identity = "the user\'s"', [user]],
    ["the one of a file first", 'agent_identity = "/id"', [user]],
    ["the one that is named first", `agent_identity = ${JSON.stringify(user.public)}`, [user]],
  ])("tries %s", async (_title, identity, offered) => {
    const signed: string[] = [];
    const { said, lines, machine } = await play({
      provisioners: inline("x"),
      connection: `host = "${ADDRESS}"\n${identity}`,
      setting: { environment: { SSH_AUTH_SOCK: "/agent.sock" } },
      prepare: async (world) => {
        await world.write("/id.pub", user.public);
        await serveAgent(world.host("10.0.0.1").network, "/agent.sock", signed);
      },
    });
    expect(said).toEqual([]);
    expect(machine.offered).toEqual(offered.map((key) => key.public.split(" ").slice(0, 2).join(" ")));
    expect(signed).toEqual(["the user's"]);
    expect(lines).toContain("  SSH Agent: true");
  });

  it("may not be left out", async () => {
    const world = new World();
    const text = configuration({ provisioners: inline("x") }).replace(/ connection \{[^}]*\}/, "");
    const { diagnostics } = await world.run(EMPTY, text);
    expect(messages(diagnostics)).toEqual([
      "remote-exec provisioner error: Missing connection configuration for provisioner.",
    ]);
  });
});
