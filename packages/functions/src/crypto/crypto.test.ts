import { expressionCases } from "../../testkit/expression-cases.ts";

expressionCases([
  ['md5("hello")', '"5d41402abc4b2a76b9719d911017c592"'],
  ['sha1("hello")', '"aaf4c61ddcc5e8a2dabede0f3b482cd9aea9434d"'],
  ['base64sha256("abc")', '"ungWv48Bz+pBQUDeXa4iI7ADYaOWF3qctBD/YfIAFa0="'],
  ["sha256(secret)", '"f52fbd32b2b3b86ff88ef6c490628285f482af15ddcb29541f94bcf526a3f6c7" [sensitive]'],
  ['uuidv5("dns", "example.com")', '"cfbff0d1-9375-5685-968c-48ce8b15ae17"'],
  [
    'uuidv5("{6ba7b810-9dad-11d1-80b4-00c04fd430c8}", "example.com")',
    '"cfbff0d1-9375-5685-968c-48ce8b15ae17"',
  ],
  [
    'uuidv5("urn:uuid:6ba7b810-9dad-11d1-80b4-00c04fd430c8", "example.com")',
    '"cfbff0d1-9375-5685-968c-48ce8b15ae17"',
  ],
  [
    'uuidv5("URN:UUID:6BA7B810-9DAD-11D1-80B4-00C04FD430C8", "example.com")',
    '"cfbff0d1-9375-5685-968c-48ce8b15ae17"',
  ],
  ['uuidv5("6ba7b8109dad11d180b400c04fd430c8", "example.com")', '"cfbff0d1-9375-5685-968c-48ce8b15ae17"'],
  ['uuidv5("6ba7b810-9dad-11d1-80b4-00c04fd430c8", "example.com")', '"cfbff0d1-9375-5685-968c-48ce8b15ae17"'],
  [
    'uuidv5("(6ba7b810-9dad-11d1-80b4-00c04fd430c8)", "example.com")',
    '"cfbff0d1-9375-5685-968c-48ce8b15ae17"',
  ],
  [
    'uuidv5("urn:uuix:6ba7b810-9dad-11d1-80b4-00c04fd430c8", "example.com")',
    '! Error in function call: Call to function "uuidv5" failed: uuidv5() doesn\'t support namespace urn:uuix:6ba7b810-9dad-11d1-80b4-00c04fd430c8 (invalid urn prefix: "urn:uuix:").',
  ],
  [
    'uuidv5("6ba7b8109dad11d180b400c04fd430cg", "example.com")',
    '! Error in function call: Call to function "uuidv5" failed: uuidv5() doesn\'t support namespace 6ba7b8109dad11d180b400c04fd430cg (invalid UUID format).',
  ],
  [
    'uuidv5("6ba7b810-9dad-11d1-80b4+00c04fd430c8", "example.com")',
    '! Error in function call: Call to function "uuidv5" failed: uuidv5() doesn\'t support namespace 6ba7b810-9dad-11d1-80b4+00c04fd430c8 (invalid UUID format).',
  ],
  [
    'uuidv5("6ba7b810-9dad-11d1-80b4-00c04fd430c80", "example.com")',
    '! Error in function call: Call to function "uuidv5" failed: uuidv5() doesn\'t support namespace 6ba7b810-9dad-11d1-80b4-00c04fd430c80 (invalid UUID length: 37).',
  ],
  [
    'uuidv5("x", "y")',
    '! Error in function call: Call to function "uuidv5" failed: uuidv5() doesn\'t support namespace x (invalid UUID length: 1).',
  ],
  ["uuid()", '"07070707-0707-0707-0707-070707070707"'],
  ['length(bcrypt("x", 4))', "60"],
  [
    'bcrypt("x", 32)',
    '! Error in function call: Call to function "bcrypt" failed: error occured generating password crypto/bcrypt: cost 32 is outside allowed range (4,31).',
  ],
  [
    'bcrypt("x", 4, 5)',
    '! Error in function call: Call to function "bcrypt" failed: bcrypt() takes no more than two arguments.',
  ],
  [
    'rsadecrypt("x", "")',
    '! Invalid function argument: Invalid value for "ciphertext" parameter: failed to decode input "x": cipher text must be base64-encoded.',
  ],
  [
    'rsadecrypt("", "x")',
    '! Invalid function argument: Invalid value for "privatekey" parameter: invalid private key: ssh: no key found.',
  ],
]);
