import { KeptByText } from "@tutti/runtime";
import { Query } from "./query-string.ts";

/** Queries by their text, parsed once: clients ask the same again and again. */
export class KeptQueries {
  readonly #known = new KeptByText<Query>();

  of(text: string): Query {
    const known = this.#known.get(text);
    if (known !== undefined) return known;
    const query = new Query(text);
    // A token is not to lie about longer than its request.
    if (!query.common.given("token")) this.#known.keep(text, query);
    return query;
  }
}
