resource "consul_service" "web" {
  name = "web"
  port = 80
  tags = ["public"]

  check {
    name     = "answers"
    http     = "http://127.0.0.1:80/"
    interval = "10s"
    timeout  = "2s"
  }
}

resource "consul_node" "database" {
  name    = "database"
  address = "10.0.0.5"
}

resource "consul_keys" "settings" {
  key {
    path   = "app/color"
    value  = "blue"
    delete = true
  }
}

resource "consul_key_prefix" "flags" {
  path_prefix = "app/flags/"
  subkeys = {
    "new-cart" = "on"
  }
}

data "consul_service" "web" {
  name = "web"
}

data "consul_services" "all" {}

data "consul_nodes" "all" {}

data "consul_keys" "settings" {
  key {
    name    = "color"
    path    = "app/color"
    default = "green"
  }
}
