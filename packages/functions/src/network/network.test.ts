import { expressionCases } from "../../testkit/expression-cases.ts";

// What Terraform 1.11 gives for each; those with unknown and secret values are worked out.
expressionCases([
  ['cidrhost("10.12.112.0/20", 16)', '"10.12.112.16"'],
  ['cidrhost("10.12.112.0/20", 268)', '"10.12.113.12"'],
  ['cidrhost("fd00:fd12:3456:7890:00a2::/72", 34)', '"fd00:fd12:3456:7890::22"'],
  ['cidrhost("10.0.0.0/24", -256)', '"10.0.0.0"'],
  [
    'cidrhost("10.0.0.0/24", -257)',
    '! Error in function call: Call to function "cidrhost" failed: prefix of 24 does not accommodate a host numbered -1.',
  ],
  ['cidrhost("010.001.0.0/16", 1)', '"10.1.0.1"'],
  [
    'cidrhost("1::2::3/8", 1)',
    '! Error in function call: Call to function "cidrhost" failed: invalid CIDR expression: invalid CIDR address: 1::2::3/8.',
  ],
  [
    'cidrhost("fe80::1%eth0/64", 1)',
    '! Error in function call: Call to function "cidrhost" failed: invalid CIDR expression: invalid CIDR address: fe80::1%eth0/64.',
  ],
  ['cidrhost("::/0", 1)', '"::1"'],
  ['cidrnetmask("10.0.0.0/32")', '"255.255.255.255"'],
  [
    'cidrnetmask("10.0.0.0/33")',
    '! Error in function call: Call to function "cidrnetmask" failed: invalid CIDR expression: invalid CIDR address: 10.0.0.0/33.',
  ],
  ['cidrsubnet("172.16.0.0/12", 4, 2)', '"172.18.0.0/16"'],
  ['cidrsubnet("fd00:fd12:3456:7890::/56", 16, 162)', '"fd00:fd12:3456:7800:a200::/72"'],
  [
    'cidrsubnet("10.0.0.0/30", 2, 4)',
    '! Error in function call: Call to function "cidrsubnet" failed: prefix extension of 2 does not accommodate a subnet numbered 4.',
  ],
  [
    'cidrsubnet("10.0.0.0/30", 3, 0)',
    '! Error in function call: Call to function "cidrsubnet" failed: insufficient address space to extend prefix of 30 by 3.',
  ],
  [
    'cidrsubnet("10.1.2.3/16", 8, 1.5)',
    '! Error in function call: Call to function "cidrsubnet" failed: value must be a whole number.',
  ],
  ['cidrsubnet("::/0", 64, 1)', '"0:0:0:1::/64"'],
  ['cidrsubnets("10.1.0.0/16", 4, 4, 8, 4)', '["10.1.0.0/20","10.1.16.0/20","10.1.32.0/24","10.1.48.0/20"]'],
  [
    'cidrsubnets("fd00:fd12:3456:7890::/56", 16, 16, 16, 32)',
    '["fd00:fd12:3456:7800::/72","fd00:fd12:3456:7800:100::/72","fd00:fd12:3456:7800:200::/72","fd00:fd12:3456:7800:300::/88"]',
  ],
  [
    'cidrsubnets("10.0.0.0/8", 33)',
    '! Invalid function argument: Invalid value for "newbits" parameter: may not extend prefix by more than 32 bits.',
  ],
  [
    'cidrsubnets("x", 1)',
    '! Invalid function argument: Invalid value for "prefix" parameter: invalid CIDR expression: invalid CIDR address: x.',
  ],
  ['cidrsubnets("10.0.0.0/24", 8, 1)', '["10.0.0.0/32","10.0.0.128/25"]'],
  [
    'cidrsubnets("10.0.0.0/24", 1.5)',
    '! Invalid function argument: Invalid value for "newbits" parameter: value must be a whole number, between -9223372036854775808 and 9223372036854775807.',
  ],
  ['cidrhost("::ffff:10.0.0.0/104", 5)', '"0:5::ffff:a00:0"'],
  ['cidrhost("::ffff:10.0.0.0/120", 0)', '"10.0.0.0"'],
  ['cidrhost("::ffff:10.0.0.0/120", -1)', '"0:ff::ffff:a00:0"'],
  ['cidrhost("::ffff:10.0.0.0/96", 5)', '"0:5::ffff:0:0"'],
  ['cidrhost("::ffff:0:0/95", 5)', '"::fffe:0:5"'],
  [
    'cidrhost("::ffff:10.0.0.0/120", 256)',
    '! Error in function call: Call to function "cidrhost" failed: prefix of 120 does not accommodate a host numbered 256.',
  ],
  ['cidrsubnet("::ffff:10.0.0.0/104", 8, 1)', '"10.1.0.0/16"'],
  ['cidrsubnet("::ffff:0:0/96", 32, 4294967295)', '"255.255.255.255/32"'],
  ['cidrsubnet("::/80", 16, 65535)', '"0.0.0.0/0"'],
  ['cidrsubnet("::/64", 32, 65535)', '"0.0.0.0/0"'],
  ['cidrnetmask("::ffff:10.0.0.0/104")', '"ffff:ffff:ffff:ffff:ffff:ffff:ff00:0"'],
  ['cidrnetmask("::ffff:10.0.0.0/96")', '"ffff:ffff:ffff:ffff:ffff:ffff::"'],
  ['cidrnetmask("::ffff:10.0.0.0/128")', '"ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff"'],
  [
    'cidrnetmask("::ffff:10.0.0.0/90")',
    '! Error in function call: Call to function "cidrnetmask" failed: IPv6 addresses cannot have a netmask: ::ffff:10.0.0.0/90.',
  ],
  [
    'cidrsubnets("::ffff:10.0.0.0/104", 2, 2)',
    '! Invalid function argument: Invalid value for "newbits" parameter: not enough remaining address space for a subnet with a prefix of 106 bits after <nil>.',
  ],
  [
    'cidrsubnets("::ffff:10.0.0.0/104", 30)',
    '! Invalid function argument: Invalid value for "newbits" parameter: would extend prefix to 134 bits, which is too long for an IPv6 address.',
  ],
  ['cidrsubnets("::ffff:10.0.0.0/104")', "[]"],
]);
