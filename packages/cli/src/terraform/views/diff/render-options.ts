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
  /** Zeros may be negative: a state has such ones, a plan has not. */
  readonly signsZero: boolean;
}

export const PLAIN: RenderOptions = {
  symbol: (action) => ({ "no-op": "    ", create: "  + ", update: "  ~ ", delete: "  - " })[action],
  showUnchanged: false,
  hideNull: false,
  hideReplace: false,
  signsZero: false,
};

/** The object as it is, without any symbols: `show`. */
export const STATE: RenderOptions = {
  symbol: () => "    ",
  showUnchanged: true,
  hideNull: true,
  hideReplace: true,
  signsZero: true,
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
