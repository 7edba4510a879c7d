/** Colours, or none. */
export interface Paint {
  /** In a terminal that shows colours: a rule stands to the left of a diagnostic. */
  readonly colored: boolean;
  bold(text: string): string;
  red(text: string): string;
  yellow(text: string): string;
  dim(text: string): string;
  underline(text: string): string;
}

const RESET = "\u001b[0m";

function code(...codes: readonly number[]): (text: string) => string {
  const start = codes.map((number) => `\u001b[${number}m`).join("");
  return (text) => `${start}${text}${RESET}`;
}

const same = (text: string): string => text;

export const NO_COLOR: Paint = {
  colored: false,
  bold: same,
  red: same,
  yellow: same,
  dim: same,
  underline: same,
};

export const COLORS: Paint = {
  colored: true,
  bold: code(1),
  red: code(31),
  yellow: code(33),
  dim: code(90),
  underline: code(4),
};
