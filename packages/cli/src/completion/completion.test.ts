import { expect, test } from "vitest";
import { createTerminal } from "../../testkit/terminal.ts";

/** What is typed, and what a shell may put there. */
const LINES: readonly (readonly [string, readonly string[]])[] = [
  ["terraform p", ["plan", "providers"]],
  ["terraform plan", ["plan"]],
  ["terraform -chdir=x pl", ["plan"]],
  ["terraform q", []],
  ["terraform env", []],
  ["terraform -", ["-chdir=", "-help", "-install-autocomplete", "-uninstall-autocomplete", "-version"]],
  ["terraform state ", ["list", "mv", "pull", "push", "replace-provider", "rm", "show"]],
  ["terraform state m", ["mv"]],
  ["terraform state mv ", []],
  ["terraform nonsense ", []],
  ["terraform providers ", ["lock", "mirror", "schema"]],
  ["terraform plan -var", ["-var", "-var-file"]],
  ["terraform plan -no-color -lo", ["-lock", "-lock-timeout"]],
  ["terraform state list -", ["-help", "-id", "-state"]],
  ["terraform workspace select ", ["default", "one", "two"]],
  ["terraform workspace select t", ["two"]],
  ["terraform workspace select two ", []],
  ["terraform workspace delete -force o", ["one"]],
  ["terraform workspace new ", []],
];

test.each(LINES)("%j", async (line, wanted) => {
  const terminal = createTerminal({ COMP_LINE: line });
  await terminal.host.disk.makeDirectory("terraform.tfstate.d/one");
  await terminal.host.disk.makeDirectory("terraform.tfstate.d/two");
  await terminal.write({ "terraform.tfstate.d/file": "" });
  const done = await terminal.run("");
  expect(done).toEqual({ status: 0, err: "", out: wanted.map((one) => `${one}\n`).join("") });
});

test("what stands behind the cursor does not count", async () => {
  const terminal = createTerminal({ COMP_LINE: "terraform val -json", COMP_POINT: "13" });
  expect((await terminal.run("")).out).toBe("validate\n");
});

test.each([
  ["terraform", "plan -ex", ""],
  ["tutti", "plan -ex", "-exclude\n-exclude-file\n"],
  ["terraform", "state list -v", ""],
  ["tutti", "state list -v", "-var\n-var-file\n"],
] as const)("called %s, the flags of %j are those that it takes", async (product, words, wanted) => {
  const terminal = createTerminal({ COMP_LINE: `${product} ${words}` });
  expect((await terminal.run("", { product })).out).toBe(wanted);
});

test("every word of the overview is completed under our own name", async () => {
  const terminal = createTerminal({ COMP_LINE: "tutti k" });
  expect((await terminal.run("", { product: "tutti" })).out).toBe("keygen\nkeyring\nkv\n");
});

test("completion goes into the files of the shells that are there, and out again", async () => {
  const terminal = createTerminal();
  const { home } = terminal.host.environment;
  const files = {
    bash: `${home}/.bashrc`,
    zsh: `${home}/.zshrc`,
    fish: `${home}/.config/fish/completions/terraform.fish`,
  };
  await terminal.write({ [files.bash]: "mine\n", [files.zsh]: "mine\n" });
  await terminal.host.disk.makeDirectory(`${home}/.config/fish`);
  expect(await terminal.run("-install-autocomplete")).toEqual({ status: 0, out: "", err: "" });
  expect(await terminal.read(files.bash)).toMatch(/^mine\n\ncomplete -C \S.* terraform\n$/);
  expect(await terminal.read(files.zsh)).toMatch(
    /^mine\n\nautoload -U \+X bashcompinit && bashcompinit\ncomplete -o nospace -C \S.* terraform\n$/,
  );
  expect(await terminal.read(files.fish)).toMatch(
    /^function __complete_terraform\n[\s\S]*-a "\(__complete_terraform\)"\n$/,
  );
  expect((await terminal.run("-install-autocomplete")).err).toBe(
    `Error executing CLI: 3 errors occurred:\n\t* already installed in ${files.bash}\n\t* already installed in ${files.zsh}\n\t* already installed in ${files.fish}\n\n`,
  );
  expect(await terminal.run("-uninstall-autocomplete")).toEqual({ status: 0, out: "", err: "" });
  expect(await terminal.read(files.bash)).toBe("mine\n");
  expect(await terminal.read(files.zsh)).toBe("mine\n\nautoload -U +X bashcompinit && bashcompinit\n");
  expect(await terminal.read(files.fish)).toBeUndefined();
  expect((await terminal.run("-uninstall-autocomplete")).err).toContain(
    `does not installed in ${files.bash}\n`,
  );
});

test("without a shell's file nothing is made", async () => {
  const terminal = createTerminal();
  expect(await terminal.run("-install-autocomplete")).toMatchObject({
    status: 1,
    err: "Error executing CLI: 1 error occurred:\n\t* Did not find any shells to install\n\n",
  });
});
