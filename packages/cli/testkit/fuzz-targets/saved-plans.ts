import { Buffer } from "node:buffer";
import { createHash } from "node:crypto";
import { brotliCompressSync, brotliDecompressSync, gunzipSync, gzipSync } from "node:zlib";
import { type Draw, type FuzzTarget, mutateJson } from "@tutti/simulation/testkit";
import { holdRun } from "../hold-run.ts";
import { createTerminal } from "../terminal.ts";

/** Something of all that a plan can do, over a state that it changes. */
const BEFORE = `resource "terraform_data" "a" {
  count = 2
  input = "x"
}
resource "terraform_data" "gone" {
  input = 1
}
resource "terraform_data" "same" {
  for_each = toset(["k", "l"])
  input    = { key = each.key }
}
`;
const AFTER = `variable "v" {
  type    = map(list(string))
  default = { a = ["b"] }
}
resource "terraform_data" "a" {
  count            = 3
  input            = "y"
  triggers_replace = var.v
  lifecycle {
    create_before_destroy = true
    precondition {
      condition     = count.index < 3
      error_message = "three"
    }
    postcondition {
      condition     = self.id != ""
      error_message = "none"
    }
  }
  provisioner "local-exec" {
    command = "true"
  }
}
resource "terraform_data" "same" {
  for_each = toset(["k", "l"])
  input    = { key = each.key }
}
module "m" {
  source   = "./m"
  for_each = toset(["x", "y"])
  in       = [terraform_data.a[0].id, sensitive("s"), file("main.tf")]
}
check "c" {
  assert {
    condition     = length(module.m["x"].out) == 3
    error_message = "three"
  }
}
output "o" {
  value = terraform_data.a[*].output
}
output "p" {
  value     = module.m
  sensitive = true
}
`;
const MODULE = `variable "in" {}
locals {
  known = "x"
  later = var.in[0]
}
resource "terraform_data" "b" {
  input = [var.in, local.later]
}
data "terraform_remote_state" "r" {
  backend = "local"
  config  = { path = "../terraform.tfstate", workspace = terraform_data.b.id }
}
output "out" {
  value = terraform_data.b.output[0]
}
`;

const terminal = createTerminal();
await terminal.write({ "main.tf": BEFORE });
await terminal.run("apply -auto-approve");
await terminal.write({ "main.tf": AFTER, "m/m.tf": MODULE });
await terminal.run("init");
const planned = await terminal.run("plan -out=p");
if (planned.status !== 0) throw new Error(planned.err);
const STATE = await terminal.read("terraform.tfstate");
const PLAN = Buffer.from(await terminal.host.disk.readFile("p"));
const START = PLAN.indexOf("\n", PLAN.indexOf("\n") + 1) + 1;
const END = START + Number(PLAN.subarray(PLAN.indexOf("\n") + 1, START));
const FIRST = gunzipSync(PLAN.subarray(START, END)).toString("utf8");
const SECOND = brotliDecompressSync(PLAN.subarray(END)).toString("utf8");
const digestOf = (text: string): string => createHash("sha256").update(text).digest("hex");

/** Packed again, as whoever changes one inside would do. */
function packed(first: string, second: string): string {
  const head = gzipSync(first.replaceAll(digestOf(SECOND), digestOf(second)));
  const start = Buffer.from(`tutti-plan 7\n${head.length}\n`);
  return Buffer.concat([start, head, brotliCompressSync(second)]).toString("latin1");
}

/** The first part with one of its lines changed. */
function mutatedLine(draw: Draw): string {
  const lines = FIRST.trimEnd().split("\n");
  const line = draw.pick([...lines.keys()]);
  return lines.with(line, mutateJson(lines[line] ?? "", draw)).join("\n");
}

/** A plan file with other bytes, or with other things in it, is refused in words, or is the plan that it says. */
export const target: FuzzTarget = {
  name: "saved-plans",
  corpus: [PLAN.toString("latin1")],
  words: ["\n", "0", "999999999", "tutti-plan 7\n", "\x1f\x8b\x08\0", "\0\0\0\0"],
  cases: 100,
  linear: false,
  draw: (draw) =>
    draw.chance(0.9) ? packed(mutatedLine(draw), SECOND) : packed(FIRST, mutateJson(SECOND, draw)),
  play: async (text) => {
    const own = createTerminal();
    await own.write({ "terraform.tfstate": STATE ?? "" });
    await own.host.disk.writeFile("p", Buffer.from(text, "latin1"));
    for (const words of ["show -no-color p", "show -json p", "apply -no-color p"])
      holdRun(words, await own.run(words));
  },
};
