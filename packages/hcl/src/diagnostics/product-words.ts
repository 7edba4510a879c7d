/**
 * Texts name the program by tokens, for one and the same text is shown under
 * several names: called `terraform`, the program speaks as Terraform. Whoever
 * shows a text fills them; what is not filled can still be read.
 */

/** Stands for the program's name at the start of a sentence or in it: `Tutti`. */
export const PRODUCT = "<Tutti>";
/** Stands for the word that is typed: `tutti`. */
export const COMMAND = "<tutti>";

/** How the program calls itself in texts, decided by the view. */
export interface ProductWords {
  readonly title: string;
  readonly command: string;
}

/** The text with the program's name in it. */
export function fillProductWords(text: string, { title, command }: ProductWords): string {
  return text.includes("<") ? text.replaceAll(PRODUCT, title).replaceAll(COMMAND, command) : text;
}
