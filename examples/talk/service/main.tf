# The talk's service discovery, with the service as a resource of its own.

resource "consul_service" "web" {
  name = "web-frontend"
  port = 80
  tags = ["v1"]
}

resource "consul_keys" "web" {
  key {
    path   = "service/web/enable_foo"
    value  = "true"
    delete = true
  }
}
