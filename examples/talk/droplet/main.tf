# The slide: a machine, and a name that leads to it.

resource "digitalocean_droplet" "web" {
  name   = "tf-web"
  size   = "s-1vcpu-1gb"
  image  = "ubuntu-24-04-x64"
  region = "nyc3"
}

resource "dnsimple_record" "hello" {
  domain = "example.com"
  name   = "test"
  value  = "${digitalocean_droplet.web.ipv4_address}"
  type   = "A"
}
