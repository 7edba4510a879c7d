import { beforeAll, expect, test } from "vitest";
import { createTerminal, type Terminal } from "../../../testkit/terminal.ts";
import { ownUsage } from "../usage/own-usage.ts";
import { usageOf } from "../usage/usage.ts";
import { TERRAFORM_COMMANDS } from "./table.ts";

const CONFIG = {
  "main.tf":
    'variable "v" {\n  default = "x"\n}\nresource "terraform_data" "a" {\n  input = var.v\n}\noutput "o" {\n  value = terraform_data.a.output\n}\n',
};

/** Lines that make a command read its flags; the working directory has one applied resource. */
const LINES: Readonly<Record<string, readonly string[]>> = {
  init: ["init"],
  validate: ["validate"],
  plan: ["plan"],
  apply: ["apply", "apply -auto-approve -var v=2"],
  destroy: ["destroy"],
  console: ["console"],
  fmt: ["fmt"],
  "force-unlock": ["force-unlock x"],
  get: ["get"],
  graph: ["graph"],
  import: ["import terraform_data.a id"],
  login: ["login bad_host"],
  logout: ["logout nobody.test"],
  "metadata functions": ["metadata functions -json"],
  modules: ["modules"],
  providers: ["providers"],
  "providers lock": ["providers lock -fs-mirror=x -net-mirror=y", "providers lock"],
  "providers mirror": ["providers mirror out"],
  "providers schema": ["providers schema"],
  query: ["query"],
  output: ["output"],
  refresh: ["refresh"],
  show: ["show terraform.tfstate", "show"],
  "state list": ["state list"],
  "state mv": ["state mv terraform_data.a terraform_data.b"],
  "state pull": ["state pull"],
  "state push": ["state push terraform.tfstate"],
  "state replace-provider": ["state replace-provider terraform.io/builtin/terraform a/b"],
  "state rm": ["state rm terraform_data.a"],
  "state show": ["state show terraform_data.a"],
  test: ["test"],
  taint: ["taint terraform_data.a", "taint terraform_data.zz"],
  untaint: ["untaint terraform_data.zz"],
  version: ["version"],
  "workspace list": ["workspace list"],
  "workspace show": ["workspace show"],
  "workspace new": ["workspace new -state=terraform.tfstate w"],
  "workspace select": ["workspace select zz"],
  "workspace delete": [
    "workspace new -state=terraform.tfstate w",
    "workspace select default",
    "workspace delete w",
  ],
};

/** Commands that stand for those below them. */
const GROUPS: ReadonlySet<string> = new Set(["metadata", "state", "workspace"]);

const BUILT = Object.entries(TERRAFORM_COMMANDS)
  .filter(
    ([name, { summary }]) => summary !== "Not supported" && !GROUPS.has(name) && !/^env( |$)/.test(name),
  )
  .map(([name]) => name);

/** Commands of later versions are not there under Terraform's name. */
const productOf = (name: string) => (TERRAFORM_COMMANDS[name]?.later === true ? "tutti" : "terraform");

async function appliedFolder(): Promise<Terminal> {
  const terminal = createTerminal();
  await terminal.write(CONFIG);
  expect(await terminal.run("apply -auto-approve")).toMatchObject({ status: 0, err: "" });
  return terminal;
}

test("every command has its line here", () => {
  expect(Object.keys(LINES).sort()).toEqual([...BUILT].sort());
});

beforeAll(async () => {
  await Promise.all(BUILT.map((name) => TERRAFORM_COMMANDS[name]?.load()));
});

test.each(BUILT)("%s reads every flag that it declares", async (name) => {
  const terminal = await appliedFolder();
  const command = (await TERRAFORM_COMMANDS[name]?.load())?.command;
  const read = new Set<string>();
  let declared: unknown;
  for (const line of LINES[name] ?? []) {
    await terminal.run(line, {
      product: productOf(name),
      flagWatcher: {
        declared: (specs) => {
          declared = specs;
        },
        read: (flag) => read.add(flag),
      },
    });
  }
  expect(declared).toBe(command?.flags);
  const done = Object.entries(command?.flags ?? {}).filter(([, { undone }]) => undone === undefined);
  const unread = done.map(([flag]) => flag).filter((flag) => !read.has(flag) && !BY_USE.has(flag));
  expect(unread).toEqual([]);
});

/** Read in the order of the command line, with the others of their kind. */
const BY_USE: ReadonlySet<string> = new Set(["var", "var-file"]);

/** Flags that usage texts leave out, as Terraform's do: aliases, and what is refused. */
const UNLISTED: ReadonlySet<string> = new Set([
  "init cloud",
  "import allow-missing-config",
  "import compact-warnings",
  "import target",
  ...["destroy", "refresh-only", "replace"].map((flag) => `destroy ${flag}`),
  ...["destroy", "refresh", "refresh-only", "replace"].map((flag) => `refresh ${flag}`),
]);

const shownFlags = (name: string, product: "terraform" | "tutti"): ReadonlySet<string> =>
  new Set([...usageOf(name, product).matchAll(/^ {2,8}-([a-z][a-z-]*)/gm)].map(([, flag]) => flag ?? ""));

test.each(BUILT)("the usage of %s has the flags that are declared, and no others", async (name) => {
  const flags = (await TERRAFORM_COMMANDS[name]?.load())?.command.flags ?? {};
  const beyond = Object.keys(flags).filter((flag) => flags[flag]?.beyond === true);
  const [shown, ours] = [shownFlags(name, "terraform"), shownFlags(name, "tutti")];
  expect(beyond.filter((flag) => shown.has(flag) || !ours.has(flag))).toEqual([]);
  const declared = Object.keys(flags).filter((flag) => !beyond.includes(flag));
  expect([...shown].filter((flag) => flag !== "no-color" && !declared.includes(flag))).toEqual([]);
  if (ownUsage(name) === undefined) return;
  expect(declared.filter((flag) => !shown.has(flag) && !UNLISTED.has(`${name} ${flag}`))).toEqual([]);
});

test.each(BUILT)("%s takes -no-color, in front and behind", async (name) => {
  const last = LINES[name]?.at(-1) ?? "";
  const [plain, front, behind] = await Promise.all(
    [last, last.replace(name, `${name} -no-color`), `${last} -no-color`].map(async (line) => {
      const own = await appliedFolder();
      return own.run(line, { product: productOf(name) });
    }),
  );
  for (const run of [front, behind]) {
    expect(run?.err).not.toMatch(/not defined/);
    expect(run?.status).toBe(plain?.status);
  }
});

test.each(BUILT)("%s refuses a flag that it does not know, and names it", async (name) => {
  const terminal = createTerminal();
  const run = await terminal.run(`${name} -nonsense=1`, { product: productOf(name) });
  expect(run.status).toBe(1);
  expect(`${run.out}${run.err}`).toMatch(/flag provided but not defined: -nonsense/);
});

test.each(BUILT)("%s refuses in one sentence what is known and not done", async (name) => {
  const flags = (await TERRAFORM_COMMANDS[name]?.load())?.command.flags ?? {};
  for (const [flag, { undone, kind }] of Object.entries(flags)) {
    if (undone === undefined) continue;
    const terminal = createTerminal();
    await terminal.write(CONFIG);
    const first = LINES[name]?.[0] ?? name;
    const given =
      kind === "bool" ? `-${flag}=${flags[flag]?.initial === true ? "false" : "true"}` : `-${flag}=x`;
    const run = await terminal.run(first.replace(name, `${name} ${given}`), { product: productOf(name) });
    const said = `${run.out}${run.err}`.replaceAll(/\s*[│╷╵]?\s+/g, " ");
    if (undone.how === "refused") expect(run.status).toBe(1);
    if (undone.how === "moot") expect(said).not.toContain(undone.why);
    else expect(said).toContain(`-${flag}: ${undone.why.slice(0, 30)}`);
  }
});

test.each(BUILT)("%s shows its usage for -help", async (name) => {
  const product = productOf(name);
  expect(await createTerminal().run(`${name} -help`, { product })).toEqual({
    status: 0,
    out: `${usageOf(name, product)}\n`,
    err: "",
  });
});

/** What each command tells of a folder in which nothing is right has a frame, but for these. */
const UNFRAMED: ReadonlySet<string> = new Set([
  "logout",
  "metadata functions",
  "providers schema",
  "version",
  "workspace show",
]);

const ownLine = (name: string): string => LINES[name]?.find((line) => line.startsWith(name)) ?? "";

test.each(BUILT)("%s tells without frames with -no-color", async (name) => {
  const told = async (line: string): Promise<string> => {
    const terminal = createTerminal();
    await terminal.write({ "main.tf": 'variable "v" {\n', "terraform.tfstate": "{" });
    const { out, err } = await terminal.run(line, { product: productOf(name) });
    return out + err;
  };
  const line = ownLine(name);
  if (!UNFRAMED.has(name)) expect(await told(line)).toContain("╷");
  expect(await told(line.replace(name, `${name} -no-color`))).not.toContain("╷");
  expect(await told(`${line} -no-color`)).not.toContain("╷");
});

test.each(BUILT)("%s takes -no-color without a value only, as Terraform does", async (name) => {
  const line = ownLine(name).replace(name, `${name} -no-color=true`);
  const { status, err, out } = await (await appliedFolder()).run(line, { product: productOf(name) });
  expect([status, `${err}${out}`]).toEqual([1, expect.stringMatching(/not defined: -no-color/)]);
});
