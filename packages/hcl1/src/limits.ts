/** How deep objects, lists and labels may nest: deeper ones are attacks, and recursion would cost the stack. */
export const DEPTH_MAX = 100;

/** The length of a text, in UTF-16 units: 8 Mi. Files that people write are a thousandth of it. */
export const TEXT_LENGTH_MAX = 8 << 20;
