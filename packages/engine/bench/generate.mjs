// Prints a configuration to measure planning with: two blocks of N terraform_data each, the second
// reading the first instance by instance.
//
//   node packages/engine/bench/generate.mjs count 1000 > main.tf
//   node packages/engine/bench/generate.mjs for_each 1000 > main.tf
const [, , kind = "count", size = "1000"] = process.argv;
const count = Number(size);

const REPEATED = {
  count: { first: "count = N", input: '"v${count.index}"', key: "count.index" },
  for_each: { first: "for_each = local.keys", input: "each.key", key: "each.key" },
};

const repeated = REPEATED[kind];
if (repeated === undefined || !Number.isSafeInteger(count)) {
  process.stderr.write("usage: generate.mjs count|for_each N\n");
  process.exit(2);
}

const keys = Array.from({ length: count }, (_, i) => `"k${i}"`).join(", ");
const locals = kind === "for_each" ? `locals {\n  keys = toset([${keys}])\n}\n` : "";
const repetition = repeated.first.replace("N", String(count));
process.stdout.write(`${locals}resource "terraform_data" "a" {
  ${repetition}
  input = ${repeated.input}
}
resource "terraform_data" "b" {
  ${repetition}
  input = terraform_data.a[${repeated.key}].output
}
`);
