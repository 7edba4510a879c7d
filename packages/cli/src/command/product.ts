import type { Product } from "./command.ts";

/** Our own version. */
export const VERSION = "0.1.0";

/** Put in by the build (`scripts/source-digest.mjs`). */
declare const TUTTI_BUILD: string | undefined;

/** What this program is made of, as a digest; undefined where it runs from its sources. */
export const BUILD = typeof TUTTI_BUILD === "string" ? TUTTI_BUILD : undefined;

/** The version of Consul whose API we keep to. */
export const CONSUL_VERSION = "1.9.8";

/** How we speak of ourselves in texts, and the word that is typed. */
export function productName(product: Product): { readonly title: string; readonly command: string } {
  switch (product) {
    case "tutti":
      return { title: "Tutti", command: "tutti" };
    case "terraform":
      return { title: "Terraform", command: "terraform" };
    case "consul":
      return { title: "Consul", command: "consul" };
  }
}

/**
 * As `@tutti/operation` has it, said again so that `version` loads nothing
 * else; a test holds the two equal.
 */
export const TERRAFORM_VERSION = "1.11.4";
