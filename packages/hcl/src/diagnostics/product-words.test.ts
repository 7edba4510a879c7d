import { expect, test } from "vitest";
import { COMMAND, fillProductWords, PRODUCT } from "./product-words.ts";

const WORDS = { title: "Terraform", command: "terraform" };

test.each([
  ["", ""],
  ["nothing to fill", "nothing to fill"],
  [
    `${PRODUCT} stops; run "${COMMAND} init". ${PRODUCT}'s`,
    'Terraform stops; run "terraform init". Terraform\'s',
  ],
  ["<a> Tutti tutti", "<a> Tutti tutti"],
])("%j", (text, wanted) => expect(fillProductWords(text, WORDS)).toBe(wanted));
