// The configurations that are measured.

/** One small file, as most begin. */
export const SMALL = `variable "names" {
  default = ["a", "b"]
}

resource "terraform_data" "first" {
  for_each = toset(var.names)
  input    = "\${each.key} of \${length(var.names)}"
}

output "all" {
  value = { for key, first in terraform_data.first : key => first.output }
}
`;

/** 2 × `size` objects; each of `b` reads its partner in `a`. */
export function pairs(size, repetition) {
  const [head, key] =
    repetition === "count"
      ? [`count = ${size}`, "count.index"]
      : [`for_each = toset([for i in range(${size}) : "key-\${i}"])`, "each.key"];
  return `resource "terraform_data" "a" {
  ${head}
  input = ${key}
}

resource "terraform_data" "b" {
  ${head}
  input = terraform_data.a[${key}].output
}
`;
}

/** `size` blocks, each reading the one before: what each depends on is all before it. */
export function chain(size) {
  const links = Array.from(
    { length: size - 1 },
    (_, i) => `resource "terraform_data" "r${i + 1}" { input = terraform_data.r${i}.output }\n`,
  );
  return `resource "terraform_data" "r0" { input = 0 }\n${links.join("")}`;
}

/** `size` blocks of nine lines, each reading the one before it by a hundred. */
export function longFile(size) {
  const blocks = [];
  for (let i = 0; i < size; i += 1) {
    const read = i < 100 ? `"start"` : `terraform_data.r${i - 100}.output`;
    blocks.push(`resource "terraform_data" "r${i}" {
  input = {
    name  = "resource-${i}"
    index = ${i} + 1
    tags  = ["a", upper("b"), "\${${i}}-c"]
    read  = ${read}
  }
}

`);
  }
  return blocks.join("");
}

/** `size` blocks; with `moved` each under another name, and a statement that says so. */
export function renamed(size, moved) {
  const name = moved ? "b" : "a";
  return Array.from({ length: size }, (_, i) => {
    const block = `resource "terraform_data" "${name}${i}" {\n  input = ${i}\n}\n`;
    return moved ? `${block}${move(`a${i}`, `b${i}`)}` : block;
  }).join("");
}

/** One block that was called `a0`, then `a1` and so on, `size` times; `at` says how often by now. */
export function renamedOften(at) {
  const moves = Array.from({ length: at }, (_, i) => move(`a${i}`, `a${i + 1}`));
  return `resource "terraform_data" "a${at}" {\n  input = 1\n}\n${moves.join("")}`;
}

function move(from, to) {
  return `moved {\n  from = terraform_data.${from}\n  to   = terraform_data.${to}\n}\n`;
}

/** A file that is not laid out as `fmt` would. */
export function unformatted(number) {
  return `resource "terraform_data" "r${number}" {\ninput = {\nname = "resource-${number}"\n  index=${number} + 1\n}\n}\n`;
}
