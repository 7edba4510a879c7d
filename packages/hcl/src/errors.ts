import { declareErrors } from "@tutti/errors";

/** The kinds of errors that this room makes. */
export const hclError = declareErrors({
  /** The name in front of `=` in an object could be text or a variable. Put it in parentheses to use the variable's value, or in quotes to use it as text. */
  "ambiguous-attribute-key": "Ambiguous attribute key",
  /** Something else stands where an argument is expected. Write `name = value`, with the `=` on the same line. */
  "argument-definition-required": "Argument definition required",
  /** Something else stands where an argument or a block is expected. Write `name = value`, or the type of a block with its body in braces. */
  "argument-or-block-definition-required": "Argument or block definition required",
  /** The value in front of the dot is null, so it has no attributes. Make sure that it is set, or guard the use with a condition or `try`. */
  "attempt-to-get-attribute-from-null-value": "Attempt to get attribute from null value",
  /** The value in front of the brackets is null, so it has no elements. Make sure that it is set, or guard the use with a condition or `try`. */
  "attempt-to-index-null-value": "Attempt to index null value",
  /** A dot is followed by nothing that could be a name. Write the attribute's name behind the dot, or take the dot away. */
  "attribute-name-required": "Attribute name required",
  /** An argument stands twice in one block. Keep one of the two. */
  "attribute-redefined": "Attribute redefined",
  /** There is no function of this name. Correct the spelling; functions of providers are called by `provider::name::function`. */
  "call-to-unknown-function": "Call to unknown function",
  /** The condition of an `if` is null, where true or false is needed. Give it a value, for example with `coalesce`. */
  "condition-is-null": "Condition is null",
  /** Blocks, brackets or templates stand in each other more often than is followed. Take parts out into local values. */
  "configuration-nested-too-deeply": "Configuration nested too deeply",
  /** An argument or a `for` name is given twice in one place. Keep one of the two. */
  "duplicate-argument": "Duplicate argument",
  /** An argument stands twice in one block. Keep one of the two. */
  "duplicate-attribute-definition": "Duplicate attribute definition",
  /** A block that may stand once only stands twice. Join the two into one. */
  "duplicate-block": "Duplicate {} block",
  /** An object names the same attribute twice. Keep one of the two. */
  "duplicate-object-attribute": "Duplicate object attribute",
  /** Two elements of a `for` expression come to the same key. Make the keys differ, or group the values by `...` behind the value. */
  "duplicate-object-key": "Duplicate object key",
  /** The function refused its arguments; its reason stands in the message. Correct the argument that it names. */
  "error-in-function-call": "Error in function call",
  /** Something follows where the expression should have ended. Often an operator, a comma or a quote is missing. */
  "extra-characters-after-expression": "Extra characters after expression",
  /** Something follows inside of `${ … }` behind the expression. Close the sequence with `}` first, or add the missing operator. */
  "extra-characters-after-interpolation-expression": "Extra characters after interpolation expression",
  /** Something follows inside of `%{ … }` where only the keyword belongs. Take it away. */
  "extra-characters-in-marker": "Extra characters in {} marker",
  /** Text follows behind the JSON value. A file holds one value only; take the rest away. */
  "extraneous-data-after-value": "Extraneous data after value",
  /** A `dynamic` block has labels for a block type that has none. Take the labels away. */
  "extraneous-dynamic-block-label": "Extraneous dynamic block label",
  /** A `dynamic` block has two `content` blocks. Join them into one. */
  "extraneous-dynamic-content-block": "Extraneous dynamic content block",
  /** The JSON object has a property that means nothing here. Take it away or correct its name. */
  "extraneous-json-object-property": "Extraneous JSON object property",
  /** The block has more labels than its type takes. Take the surplus ones away. */
  "extraneous-label": "Extraneous label for {}",
  /** Here the value must be known before anything is evaluated, so no function can be called. Write the value itself. */
  "function-calls-not-allowed": "Function calls not allowed",
  /** Blocks of one type that form a list have arguments of types that cannot be made one. Give them the same types. */
  "inconsistent-argument-types-in-blocks": "Unconsistent argument types in {} blocks",
  /** The two results of a condition are of types that cannot be made one. Convert one of them, for example with `tostring` or `tolist`. */
  "inconsistent-conditional-result-types": "Inconsistent conditional result types",
  /** The value cannot be converted to the type that the argument has. Give a value of that type; the message says which. */
  "incorrect-attribute-value-type": "Incorrect attribute value type",
  /** The condition is neither true nor false, and cannot be converted. Compare it with something, or convert it. */
  "incorrect-condition-type": "Incorrect condition type",
  /** The JSON value is of another kind than is expected here. Write the kind that the message names. */
  "incorrect-json-value-type": "Incorrect JSON value type",
  /** The key of the object cannot be made a text. Use a string, number or bool as key. */
  "incorrect-key-type": "Incorrect key type",
  /** The brackets are empty or never closed. Write an index or a key between them. */
  "index-value-required": "Index value required",
  /** A block that is needed is missing, or stands there too few times. Add it. */
  "insufficient-blocks": "Insufficient {} blocks",
  /** A `dynamic` block lacks labels that its block type needs. List them in its argument `labels`. */
  "insufficient-dynamic-block-labels": "Insufficient dynamic block labels",
  /** The name of an argument is quoted or no name at all. Write it without quotes, of letters, digits, `_` and `-`. */
  "invalid-argument-name": "Invalid argument name",
  /** An element of the JSON array is no value. Correct it, or take the comma in front of it away. */
  "invalid-array-value": "Invalid array value",
  /** What follows the dot is no name. Use brackets with a quoted key for other keys, as in `x["a b"]`. */
  "invalid-attribute-name": "Invalid attribute name",
  /** An attribute of the block has a value of another type than all of them must have. Convert it. */
  "invalid-attribute-value": "Invalid attribute value",
  /** The head of a block is not as it should be. Write its type, its labels in quotes, and `{` on the same line. */
  "invalid-block-definition": "Invalid block definition",
  /** A character stands where none of its kind may. The message says what to write in its place. */
  "invalid-character": "Invalid character",
  /** The file is not in UTF-8. Save it in that encoding. */
  "invalid-character-encoding": "Invalid character encoding",
  /** A label of a `dynamic` block is null, unknown or no text. Give texts that are known. */
  "invalid-dynamic-block-label": "Invalid dynamic block label",
  /** The `for_each` of a `dynamic` block is nothing that can be gone through. Give a list, set, map or object that is not null. */
  "invalid-dynamic-for-each-value": "Invalid dynamic for_each value",
  /** The `iterator` of a `dynamic` block is no name. Write a plain name, without quotes or dots. */
  "invalid-dynamic-iterator-name": "Invalid dynamic iterator name",
  /** A backslash is followed by something that has no meaning there. Use `\n`, `\r`, `\t`, `\"`, `\\`, `\uNNNN` or `\UNNNNNNNN`, or double the backslash. */
  "invalid-escape-sequence": "Invalid escape sequence",
  /** What stands in front of `...` is no list, tuple or set. Give one of these. */
  "invalid-expanding-argument-value": "Invalid expanding argument value",
  /** An expression is expected, and something else stands there. Write a value, a reference or a call. */
  "invalid-expression": "Invalid expression",
  /** The condition behind `if` in a `for` expression is neither true nor false. Compare it with something. */
  "invalid-for-condition": "Invalid 'for' condition",
  /** A `%{ for … }` is not complete. Write `%{ for NAME in LIST }`, and `%{ endfor }` at the end. */
  "invalid-for-directive": "Invalid 'for' directive",
  /** A `for` expression is not complete. Write `[for x in list : value]` or `{for k, v in map : key => value}`. */
  "invalid-for-expression": "Invalid 'for' expression",
  /** The function does not take such a value at this place. Give a value of the type that the message names. */
  "invalid-function-argument": "Invalid function argument",
  /** The value has no element of this index or key, or cannot be indexed. Look at what it holds, for example in the console. */
  "invalid-index": "Invalid index",
  /** A bare word stands in JSON that is none of `true`, `false` and `null`. Put it in quotes if it is text. */
  "invalid-json-keyword": "Invalid JSON keyword",
  /** The JSON number is not written as JSON wants it. No leading zeros, no `+`, a digit on both sides of the point. */
  "invalid-json-number": "Invalid JSON number",
  /** The JSON string is not closed, or holds an escape that JSON does not know. Correct it. */
  "invalid-json-string": "Invalid JSON string",
  /** `x.0` is followed by another number, which cannot be read. Write `x[0][1]`. */
  "invalid-legacy-index-syntax": "Invalid legacy index syntax",
  /** A quoted string goes over the end of the line. Use `\n` in it, or a heredoc (`<<EOT`). */
  "invalid-multi-line-string": "Invalid multi-line string",
  /** `.*` stands behind another splat, where the old form cannot be nested. Use `[*]`. */
  "invalid-nested-splat-expressions": "Invalid nested splat expressions",
  /** The number is not written as one. Use digits, a point and an exponent as in `1.5e3`. */
  "invalid-number-literal": "Invalid number literal",
  /** The key of a `for` expression that makes an object is null or unknown by type. Give a text. */
  "invalid-object-key": "Invalid object key",
  /** The key of an object is an expression that must stand in parentheses. Write `(expression) = value`. */
  "invalid-object-key-expression": "Invalid object key expression",
  /** A property's name in JSON is no string. Put it in double quotes. */
  "invalid-object-property-name": "Invalid object property name",
  /** The operator cannot be used on this value. Convert it; the message names the type that is needed. */
  "invalid-operand": "Invalid operand",
  /** A block on one line holds more than one argument or is not closed. Write each argument on a line of its own. */
  "invalid-single-argument-block-definition": "Invalid single-argument block definition",
  /** The JSON value begins with a character that none begins with. Write a string in double quotes, a number, `true`, `false`, `null`, an array or an object. */
  "invalid-start-of-value": "Invalid start of value",
  /** Something stands in a quoted text that may not stand there, such as a template where none is evaluated. Write plain text. */
  "invalid-string-literal": "Invalid string literal",
  /** The word behind `%{` is none that templates know. Use `if`, `else`, `endif`, `for` or `endfor`; write `%%{` for the characters themselves. */
  "invalid-template-control-keyword": "Invalid template control keyword",
  /** A template's `%{ … }` is not complete. Close it with `}`. */
  "invalid-template-directive": "Invalid template directive",
  /** The value in `${ … }` cannot be put into text, since it is null, or no string, number or bool. Use `jsonencode` or `join`. */
  "invalid-template-interpolation-value": "Invalid template interpolation value",
  /** Behind `in` stands a value that has no elements. Give a list, set, map, tuple or object. */
  "iteration-over-non-iterable-value": "Iteration over non-iterable value",
  /** Behind `in` stands null. Give a collection, for example with `coalesce(x, [])`. */
  "iteration-over-null-value": "Iteration over null value",
  /** A brace has no partner. Look for the block that is not closed; indentation by `fmt` helps. */
  "mismatched-braces": "Mismatched braces",
  /** A bracket has no partner. Look for the list that is not closed. */
  "mismatched-brackets": "Mismatched brackets",
  /** Two arguments of a call have no comma between them. Add it. */
  "missing-argument-separator": "Missing argument separator",
  /** An element of a JSON array is missing. Write one, or take the comma away. */
  "missing-array-element-value": "Missing array element value",
  /** Two attributes of an object have neither comma nor line break between them. Add one. */
  "missing-attribute-separator": "Missing attribute separator",
  /** Two attributes of a JSON object have no comma between them. Add it. */
  "missing-attribute-separator-comma": "Missing attribute seperator comma",
  /** An attribute's name is followed by no value. Write `=` and the value. */
  "missing-attribute-value": "Missing attribute value",
  /** A block that is needed is missing. Add it. */
  "missing-block": "Missing {} block",
  /** The block's type needs labels that are not there. Write them in quotes behind the type. */
  "missing-block-label": "Missing block label",
  /** An index is not closed. Write `]` behind it. */
  "missing-close-bracket-on-index": "Missing close bracket on index",
  /** A splat is not closed. Write `[*]`. */
  "missing-close-bracket-on-splat-index": "Missing close bracket on splat index",
  /** A parenthesis is not closed. Write `)` where it ends. */
  "missing-closing-parenthesis": "Missing closing parenthesis",
  /** A `dynamic` block has no `content` block. Add one: it is what is repeated. */
  "missing-dynamic-content-block": "Missing dynamic content block",
  /** A value is expected, and nothing stands there. Write one, or take away what stands in front of it. */
  "missing-expression": "Missing expression",
  /** A condition has no second result. Write `condition ? one : other`. */
  "missing-false-expression-in-conditional": "Missing false expression in conditional",
  /** Parentheses stand where only a call can have them. Write the function's name in front. */
  "missing-function-name": "Missing function name",
  /** Two elements of a list have no comma between them. Add it. */
  "missing-item-separator": "Missing item separator",
  /** A value is expected in JSON, and nothing stands there. Write one, or take the comma away. */
  "missing-json-value": "Missing JSON value",
  /** The key of an object is followed by neither `=` nor `:`. Write one of them. */
  "missing-key-value-separator": "Missing key/value separator",
  /** A block lacks a label that its type needs. Write it in quotes behind the type. */
  "missing-label": "Missing {} for {}",
  /** The map has no element of this key. Correct the key, or use `lookup` with a default. */
  "missing-map-element": "Missing map element",
  /** Something follows on the line of an argument. Each argument stands on a line of its own. */
  "missing-newline-after-argument": "Missing newline after argument",
  /** Something follows on the line where a block ends. Begin a new line. */
  "missing-newline-after-block-definition": "Missing newline after block definition",
  /** A key of a JSON object has no value. Write it behind the colon. */
  "missing-object-value": "Missing object value",
  /** A function's name is followed by no parenthesis. Write `(` behind it. */
  "missing-open-parenthesis": "Missing open parenthesis",
  /** A property's name in JSON is followed by no colon. Write it. */
  "missing-property-value-colon": "Missing property value colon",
  /** An argument is missing that this block needs. Set it; the message names it. */
  "missing-required-argument": "Missing required argument",
  /** The JSON ends where a value is expected. Write the rest. */
  "missing-value": "Missing value",
  /** A splat stands inside of another of the old form. Use `[*]`, or a `for` expression. */
  "nested-splat-expression-not-allowed": "Nested splat expression not allowed",
  /** The function is called with fewer arguments than it takes. The message shows what it takes. */
  "not-enough-function-arguments": "Not enough function arguments",
  /** The condition is null, where true or false is needed. Give it a value, for example with `coalesce`. */
  "null-condition": "Null condition",
  /** The key of an object is null. Give a text. */
  "null-value-as-key": "Null value as key",
  /** The operator could not be applied, as in a division by zero. The message says why; look at both values. */
  "operation-failed": "Operation failed",
  /** A file in JSON holds something other than one object. Put everything into one pair of braces. */
  "root-value-must-be-object": "Root value must be object",
  /** A splat is applied to null of a collection's type. Give a collection, for example with `coalesce(x, [])`. */
  "splat-of-null-value": "Splat of null value",
  /** A block stands more often than its type may. Take some away. */
  "too-many-blocks": "Too many {} blocks",
  /** The function is called with more arguments than it takes. The message shows what it takes. */
  "too-many-function-arguments": "Too many function arguments",
  /** A comma stands behind the last element of a JSON array. Take it away. */
  "trailing-comma-in-array": "Trailing comma in array",
  /** A comma stands behind the last property of a JSON object. Take it away. */
  "trailing-comma-in-object": "Trailing comma in object",
  /** A parenthesis has no partner. Look for the call that is not closed. */
  "unbalanced-parentheses": "Unbalanced parentheses",
  /** The file ends inside of a block. Write the missing `}`. */
  "unclosed-configuration-block": "Unclosed configuration block",
  /** The file ends inside of an index. Write the missing `]`. */
  "unclosed-index-brackets": "Unclosed index brackets",
  /** The file ends inside of a JSON object. Write the missing `}`. */
  "unclosed-object": "Unclosed object",
  /** A `${` is never closed. Write `}`, or `$${` for the characters themselves. */
  "unclosed-template-interpolation-sequence": "Unclosed template interpolation sequence",
  /** A block of this type may not stand here. Take it away, or correct its type. */
  "unexpected-block": "Unexpected {} block",
  /** A comma stands behind an argument. Arguments end with the line; take it away. */
  "unexpected-comma-after-argument": "Unexpected comma after argument",
  /** An `else`, `endif` or `endfor` has no beginning. Add the `if` or `for`, or take it away. */
  "unexpected-directive": "Unexpected {} directive",
  /** The template ends inside of an `if` or `for`. Write the missing `%{ endif }` or `%{ endfor }`. */
  "unexpected-end-of-template": "Unexpected end of template",
  /** The provider has no function of this name, or is not among the module's required providers. Correct the name, or declare the provider. */
  "unknown-provider-function": "Unknown provider function",
  /** There is no such name here. Correct the spelling; the message lists what is near. */
  "unknown-variable": "Unknown variable",
  /** The block has no argument of this name. Correct the name or take the argument away; it may belong into another block. */
  "unsupported-argument": "Unsupported argument",
  /** The object has no attribute of this name. Correct the name; the message lists what is near. */
  "unsupported-attribute": "Unsupported attribute",
  /** There are no blocks of this type here. Correct the type, or write it as an argument with `=` if it is one. */
  "unsupported-block-type": "Unsupported block type",
  /** The operator belongs to other languages. The message says what to write in its place. */
  "unsupported-operator": "Unsupported operator",
  /** The file ends inside of a call. Write the missing `)`. */
  "unterminated-function-call": "Unterminated function call",
  /** The file ends inside of an object. Write the missing `}`. */
  "unterminated-object-constructor-expression": "Unterminated object constructor expression",
  /** A quoted text does not end on its line. Write the missing quote. */
  "unterminated-string-literal": "Unterminated string literal",
  /** The file ends inside of a text. Write the missing quote or heredoc end. */
  "unterminated-template-string": "Unterminated template string",
  /** The file ends inside of a list. Write the missing `]`. */
  "unterminated-tuple-constructor-expression": "Unterminated tuple constructor expression",
  /** A name is expected behind `for`. Write one of letters, digits, `_` and `-`. */
  "variable-name-required": "Variable name required",
  /** Here the value must be known before anything is evaluated, so nothing can be referred to. Write the value itself. */
  "variables-not-allowed": "Variables not allowed",
});
