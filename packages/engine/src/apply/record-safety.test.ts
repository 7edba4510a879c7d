import { formatInstance } from "@tutti/addresses";
import { createProviderFactory } from "@tutti/provider-terraform";
import type { JournalRecord } from "@tutti/state";
import { expect, it } from "vitest";
import { EMPTY, World } from "../../testkit/world.ts";

const DATA = `resource "terraform_data" "a" { input = 1 }`;
const THING = `resource "cloud_thing" "a" { name = "a" }`;
const AT_START = `resource "terraform_data" "a" {
  provisioner "local-exec" { command = "start" }
}`;
const AT_END = `resource "terraform_data" "a" {
  provisioner "local-exec" {
    when    = destroy
    command = "end"
  }
}`;
const FORGOTTEN = `removed {
  from = cloud_thing.a
  lifecycle { destroy = false }
}`;
const OUTPUT = `output "o" { value = 1 }`;
const DATA_SOURCE = `data "terraform_remote_state" "d" {
  backend = "local"
  config  = { path = "other.tfstate" }
}`;

const OTHER_STATE =
  '{"version":4,"terraform_version":"1.11.4","serial":1,"lineage":"l","outputs":{},"resources":[]}';

/** A record as `kind subject safety`. */
function told(record: JournalRecord, safety: string): string {
  const subject = "address" in record ? formatInstance(record.address) : "";
  return [record.kind, subject, safety].filter((word) => word !== "").join(" ");
}

// What has an effect outside is announced and told durably; what lives in the state alone is only in
// order, and the results of conditions come last and are durable, and with them all before.
it.each([
  { name: "a data object is made", from: "", to: DATA, records: ["object terraform_data.a written"] },
  {
    name: "a data object is changed",
    from: DATA,
    to: DATA.replace("1", "2"),
    records: ["object terraform_data.a written"],
  },
  { name: "a data object goes", from: DATA, to: "", records: ["object terraform_data.a written"] },
  {
    name: "a data object is replaced",
    from: DATA,
    to: DATA.replace("input = 1", "triggers_replace = 2"),
    records: ["object terraform_data.a written", "object terraform_data.a written"],
  },
  {
    name: "a provisioner runs at its start",
    from: "",
    to: AT_START,
    records: ["object terraform_data.a durable", "object terraform_data.a durable"],
  },
  {
    name: "a provisioner runs at its end",
    from: AT_END,
    to: AT_END,
    mode: "destroy",
    records: ["object terraform_data.a durable"],
  },
  {
    name: "a thing is made",
    from: "",
    to: THING,
    records: ["intent cloud_thing.a durable", "object cloud_thing.a durable"],
  },
  {
    name: "a thing goes",
    from: THING,
    to: "",
    records: ["intent cloud_thing.a durable", "object cloud_thing.a durable"],
  },
  { name: "a thing is forgotten", from: THING, to: FORGOTTEN, records: ["object cloud_thing.a written"] },
  {
    name: "an output comes",
    from: "",
    to: `${DATA}\noutput "o" { value = terraform_data.a.id }`,
    records: ["object terraform_data.a written", "output written"],
  },
  { name: "an output goes", from: OUTPUT, to: "", records: ["output written"] },
  {
    name: "what was read goes",
    from: DATA_SOURCE,
    to: DATA_SOURCE,
    mode: "destroy",
    records: ["object data.terraform_remote_state.d written"],
  },
] as const)("$name: its records are as safe as they must be", async (row) => {
  const world = new World(createProviderFactory);
  await world.write("other.tfstate", OTHER_STATE);
  const before = row.from === "" ? EMPTY : (await world.run(EMPTY, row.from)).state;
  const records: string[] = [];
  await world.run(before, row.to, {
    mode: "mode" in row ? row.mode : "normal",
    journalled: async (record, safety = "durable") => void records.push(told(record, safety)),
  });
  expect(records).toEqual([...row.records, "checks durable"]);
});
