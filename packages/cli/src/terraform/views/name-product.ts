import { type Diagnostic, fillProductWords, type ProductWords } from "@tutti/hcl";

/** The diagnostic in the words of the name that we were called by. */
export function nameProduct(diagnostic: Diagnostic, words: ProductWords): Diagnostic {
  return {
    ...diagnostic,
    summary: fillProductWords(diagnostic.summary, words),
    detail: fillProductWords(diagnostic.detail, words),
  };
}
