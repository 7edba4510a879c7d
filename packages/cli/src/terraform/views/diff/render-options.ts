import type { Diff, DiffAction } from "./diff.ts";

/** How a difference is written. */
export interface RenderOptions {
  /** The four columns in front of a line: the action's symbol, perhaps coloured. */
  readonly symbol: (action: DiffAction) => string;
  /** Everything is shown, also what does not change. */
  readonly showUnchanged: boolean;
  /** `-> null` is said by something around. */
  readonly hideNull: boolean;
  readonly hideReplace: boolean;
}

export const PLAIN: RenderOptions = {
  symbol: (action) => ({ "no-op": "    ", create: "  + ", update: "  ~ ", delete: "  - " })[action],
  showUnchanged: false,
  hideNull: false,
  hideReplace: false,
};

/** The object as it is, without any symbols: `show`. */
export const STATE: RenderOptions = {
  symbol: () => "    ",
  showUnchanged: true,
  hideNull: true,
  hideReplace: true,
};

export function margin(indent: number): string {
  return "    ".repeat(indent);
}

export function nullSuffix(diff: Diff, options: RenderOptions): string {
  return diff.action === "delete" && !options.hideNull ? " -> null" : "";
}

export function replaceSuffix(diff: Diff, options: RenderOptions): string {
  return diff.replace && !options.hideReplace ? " # forces replacement" : "";
}
