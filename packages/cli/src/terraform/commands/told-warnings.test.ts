import { expect, test } from "vitest";
import { createTerminal } from "../../../testkit/terminal.ts";

/** Of a configuration of which a warning is to be told. */
const MAIN = `resource "terraform_data" "a" {
  lifecycle {
    ignore_changes = ["input"]
  }
}
`;
const BROKEN = 'output "o" {\n  value = terraform_data.none.id\n}\n';

async function told(main: string, lines: readonly string[]): Promise<readonly (readonly [string, number])[]> {
  const terminal = createTerminal();
  await terminal.write({ "main.tf": MAIN });
  await terminal.run("init");
  await terminal.run("plan -out=p");
  await terminal.write({ "main.tf": main });
  const counts: (readonly [string, number])[] = [];
  for (const line of lines) {
    const { out, err } = await terminal.run(line, { stdin: "1\n" });
    counts.push([line, `${out}${err}`.split("Quoted references are deprecated").length - 1]);
  }
  return counts;
}

/** As Terraform 1.11.4 counts them. */
test("warnings of the configuration are told by each command that reads it", async () => {
  const rows: readonly (readonly [string, number])[] = [
    ["apply p", 1],
    ["plan", 1],
    ["refresh", 1],
    ["destroy -auto-approve", 1],
    ["import terraform_data.none x", 1],
    ["import terraform_data.a x", 2],
    ["get", 1],
    ["providers", 1],
    ["providers lock", 1],
    ["console", 1],
    ["show", 0],
    ["graph", 0],
    ["output", 0],
    ["state list", 0],
  ];
  expect(
    await told(
      MAIN,
      rows.map(([line]) => line),
    ),
  ).toEqual(rows);
});

test("warnings of the configuration are told beside its mistakes, and beside those of what is given to it", async () => {
  const rows: readonly (readonly [string, number])[] = [
    ["plan", 1],
    ["apply -auto-approve", 1],
    ["refresh", 1],
    ["plan -var nope=1", 1],
  ];
  expect(
    await told(
      MAIN + BROKEN,
      rows.map(([line]) => line),
    ),
  ).toEqual(rows);
});
