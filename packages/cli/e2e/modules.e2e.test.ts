/** Modules from git, as the program fetches them: what Terraform writes down, what a lock notices, what is left. */

import { execFileSync } from "node:child_process";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { must, project, run, write } from "./tutti.ts";

const AUTHOR = {
  GIT_AUTHOR_NAME: "a",
  GIT_AUTHOR_EMAIL: "a@b.c",
  GIT_COMMITTER_NAME: "a",
  GIT_COMMITTER_EMAIL: "a@b.c",
  GIT_CONFIG_GLOBAL: "/dev/null",
};

function git(folder: string, ...args: readonly string[]): void {
  execFileSync("git", args, { cwd: folder, stdio: "ignore", env: { ...process.env, ...AUTHOR } });
}

/** A repository with a module, and one in a folder of it that calls the first. */
function repository(): string {
  const folder = project({
    "main.tf": 'output "o" {\n  value = "one"\n}\n',
    "sub/main.tf": 'module "up" {\n  source = "../"\n}\noutput "o" {\n  value = module.up.o\n}\n',
  });
  git(folder, "init", "-q", "-b", "main");
  commit(folder);
  git(folder, "tag", "v1");
  return folder;
}

function commit(folder: string): void {
  git(folder, "add", ".");
  git(folder, "commit", "-qm", "x");
}

const call = (source: string): string =>
  `module "m" {\n  source = "${source}"\n}\noutput "o" {\n  value = module.m.o\n}\n`;
const MANIFEST = ".terraform/modules/modules.json";
const read = (folder: string, name: string): string => readFileSync(join(folder, name), "utf8");

test("init fetches from git what apply then uses, and fetches nothing twice", async () => {
  const repo = repository();
  const folder = project({ "main.tf": call(`git::file://${repo}//sub?ref=v1`) });
  const first = await must(folder, ["init", "-no-color"]);
  expect(first.stdout).toContain(
    `Initializing modules...\nDownloading git::file://${repo}?ref=v1 for m...\n- m in .terraform/modules/m/sub\n- m.up in .terraform/modules/m\n`,
  );
  expect(JSON.parse(read(folder, MANIFEST))).toEqual({
    Modules: [
      { Key: "", Source: "", Dir: "." },
      { Key: "m", Source: `git::file://${repo}//sub?ref=v1`, Dir: ".terraform/modules/m/sub" },
      { Key: "m.up", Source: "./..", Dir: ".terraform/modules/m" },
    ],
  });
  expect((await must(folder, ["init", "-no-color"])).stdout).toContain(
    "Initializing modules...\nInitializing provider",
  );
  await must(folder, ["apply", "-auto-approve"]);
  expect((await must(folder, ["output", "-raw", "o"])).stdout).toBe("one");
  expect(readdirSync(join(folder, ".terraform/modules")).sort()).toEqual(["m", "modules.json"]);
});

test("a tag that was moved is noticed, until an upgrade takes it", async () => {
  const repo = repository();
  const config = { "main.tf": call(`git::file://${repo}?ref=v1`) };
  const folder = project(config);
  await must(folder, ["init"]);
  write(repo, { "main.tf": 'output "o" {\n  value = "evil"\n}\n' });
  commit(repo);
  git(repo, "tag", "-f", "v1");
  const lock = ".terraform.modules.lock.json";
  const elsewhere = project({ ...config, [lock]: read(folder, lock) });
  const refused = await run(elsewhere, ["init", "-no-color"]);
  expect(refused.status).toBe(1);
  expect(refused.stderr).toContain("Error: Module has changed under its version\n");
  expect(existsSync(join(elsewhere, ".terraform/modules/m"))).toBe(false);
  const taken = await must(elsewhere, ["init", "-upgrade", "-no-color"]);
  expect(taken.stdout).toContain("Warning: Module has changed under its version\n");
  expect(read(elsewhere, lock)).not.toBe(read(folder, lock));
});

test("what cannot be fetched leaves the manifest with the root alone", async () => {
  const folder = project({ "main.tf": call("git::file:///nowhere/at/all") });
  const failed = await run(folder, ["get", "-no-color"]);
  expect(failed.status).toBe(1);
  expect(failed.stderr).toMatch(
    /^\nError: Failed to download module\n\n {2}on main\.tf line 1:\n {3}1: module "m" \{\n\nCould not download module "m" \(main\.tf:1\)/,
  );
  expect(read(folder, MANIFEST)).toBe('{"Modules":[{"Key":"","Source":"","Dir":"."}]}');
});

test("init -from-module copies a module, and nothing of git, into an empty folder", async () => {
  const repo = repository();
  const folder = project();
  const done = await must(folder, ["init", "-no-color", `-from-module=git::file://${repo}?ref=v1`]);
  expect(done.stdout).toContain(
    `Copying configuration from "git::file://${repo}?ref=v1"...\n\nInitializing the backend...\n`,
  );
  expect(readdirSync(folder).filter((name) => name !== ".terraform")).toEqual(["main.tf", "sub"]);
  await must(folder, ["apply", "-auto-approve"]);
  const full = await run(folder, ["init", "-no-color", `-from-module=${repo}`]);
  expect(full.stderr).toContain("Error: The working directory already contains files.");
  const hidden = await run(project({ ".x": "" }), ["init", "-no-color", `-from-module=${repo}`]);
  expect(hidden.stderr).toContain("Error: Can't populate non-empty directory\n");
  const upwards = await run(project(), ["init", "-no-color", `-from-module=git::file://${repo}//sub`]);
  expect(upwards.stderr.replaceAll("\n", " ")).toContain(`such as "git::file://${repo}//.".`);
  const nothing = await run(project(), ["init", "-no-color", "-from-module=foo"]);
  expect(nothing.stderr).toContain("Error: Invalid module source address\n");
});
