/** Command lines with addresses and flags that are right, wrong, or nearly right, for the state of `APPLIED`. */

import { seeded } from "./seeded.ts";

/** Modules, resources and data with and without keys. */
export const APPLIED: Readonly<Record<string, string>> = {
  "main.tf": `resource "terraform_data" "a" {
  input = { "k 1" = [1, "x"] }
}
resource "terraform_data" "c" {
  count = 2
}
resource "terraform_data" "e" {
  for_each = toset(["dev", "a b", "q\\"t"])
}
data "terraform_remote_state" "r" {
  backend  = "local"
  config   = { path = "other.tfstate" }
  defaults = { t = 1 }
}
module "m" {
  source   = "./m"
  for_each = toset(["dev", "a b"])
}
module "one" {
  source = "./m"
}
output "o" {
  value = terraform_data.a.output
}
output "s" {
  value     = "se\\"cret\\n"
  sensitive = true
}
`,
  "m/main.tf": 'resource "terraform_data" "in" {\n  count = 2\n}\nresource "terraform_data" "plain" {\n}\n',
  "other.tfstate": `${JSON.stringify({ version: 4, terraform_version: "1.11.4", serial: 1, lineage: "other", outputs: {}, resources: [] })}\n`,
};

const ADDRESSES =
  'terraform_data.a|terraform_data.c[0]|terraform_data.c|terraform_data.c[5]|terraform_data.e["dev"]|terraform_data.e["q\\"t"]|data.terraform_remote_state.r|module.m["dev"]|module.m|module.m["a b"].terraform_data.in|module.one|module.one.terraform_data.plain|terraform_data.new|terraform_data.new["k"]|module.new["k"].terraform_data.x|module.new'.split(
    "|",
  );
const STRAYS = '. [ ] " 0 -1 x data. module. [*] ${x} [each.key] é \\ 1.5 ["a"] resource. .* [00] null'.split(
  " ",
);

/** The command line of a seed. */
export function commandLine(seed: number): readonly string[] {
  const random = seeded(seed);
  const pick = <T>(list: readonly T[]): T => list[Math.floor(random() * list.length)] as T;
  const sometimes = (share: number, ...words: readonly string[]) => (random() < share ? words : []);
  const address = (): string => {
    const right = pick(ADDRESSES);
    if (random() < 0.5) return right;
    const at = Math.floor(random() * (right.length + 1));
    const stray = random() < 0.7 ? pick([...STRAYS, " "]) : "";
    return right.slice(0, at) + stray + right.slice(stray === "" ? at + 1 : at);
  };
  const lines: readonly (() => readonly string[])[] = [
    () => ["state", "rm", ...sometimes(0.6, "-dry-run"), address(), ...sometimes(0.2, address())],
    () => ["state", "mv", ...sometimes(0.5, "-dry-run"), address(), address()],
    () => ["state", "mv", address(), address()],
    () => ["state", "list", address()],
    () => ["state", "show", "-no-color", address()],
    () => ["taint", ...sometimes(0.2, "-allow-missing"), address()],
    () => ["untaint", address()],
    () => ["import", "-no-color", address(), "id"],
    () => ["plan", "-no-color", `-target=${address()}`, ...sometimes(0.4, `-replace=${address()}`)],
    () => ["plan", "-no-color", `-replace=${address()}`, ...sometimes(0.3, "-destroy", "-refresh-only")],
    () => ["apply", "-no-color", "-auto-approve", "-destroy", "-parallelism=1", `-target=${address()}`],
    () => ["output", "-no-color", ...sometimes(0.6, pick(["-raw", "-json"])), pick(["o", "s", "gone"])],
    () => ["graph", `-type=${pick(["plan", "apply", "plan-destroy", "validate", "eval", "x"])}`],
  ];
  return pick(lines)();
}
