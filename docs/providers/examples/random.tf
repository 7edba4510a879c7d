resource "random_bytes" "key" {
  length = 32
}

resource "random_id" "server" {
  byte_length = 4
  prefix      = "web-"
}

resource "random_integer" "port" {
  min = 20000
  max = 30000
}

resource "random_password" "database" {
  length  = 20
  special = false
}

resource "random_pet" "name" {
  length = 2
  keepers = {
    version = "2"
  }
}

resource "random_shuffle" "zones" {
  input        = ["a", "b", "c"]
  result_count = 2
}

resource "random_string" "suffix" {
  length = 6
  upper  = false
}

resource "random_uuid" "request" {}

resource "random_uuid4" "request" {}

resource "random_uuid7" "request" {}

ephemeral "random_bytes" "once" {
  length = 16
}

ephemeral "random_password" "once" {
  length = 20
}
