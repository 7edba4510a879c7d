/** A line of a tree, and what stands below it. */
export interface Branch {
  readonly name: string;
  readonly inside: readonly Branch[];
}

/** The branches with the lines that lead to them, each ended by a newline. */
export function treeText(branches: readonly Branch[], margin = ""): string {
  return branches
    .map(({ name, inside }, index) => {
      const isLast = index === branches.length - 1;
      const below = treeText(inside, `${margin}${isLast ? "    " : "│\u00a0\u00a0 "}`);
      return `${margin}${isLast ? "└── " : "├── "}${name}\n${below}`;
    })
    .join("");
}
