resource "digitalocean_ssh_key" "me" {
  name       = "me"
  public_key = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIOMqqnkVzrm0SdG6UOoqKLsabgH5C9okWi0dh2l9GKJl me"
}

resource "digitalocean_vpc" "net" {
  name     = "net"
  region   = "nyc3"
  ip_range = "10.10.10.0/24"
}

resource "digitalocean_droplet" "web" {
  name     = "web-1"
  image    = "ubuntu-24-04-x64"
  region   = "nyc3"
  size     = "s-1vcpu-1gb"
  vpc_uuid = digitalocean_vpc.net.id
  ssh_keys = [digitalocean_ssh_key.me.fingerprint]
  backups  = true
  tags     = ["web"]

  backup_policy {
    plan    = "weekly"
    weekday = "TUE"
    hour    = 8
  }
}

resource "digitalocean_domain" "shop" {
  name = "shop.example.com"
}

resource "digitalocean_record" "www" {
  domain = digitalocean_domain.shop.id
  type   = "A"
  name   = "www"
  value  = digitalocean_droplet.web.ipv4_address
  ttl    = 300
}

resource "digitalocean_volume" "data" {
  name                    = "data"
  region                  = "nyc3"
  size                    = 10
  initial_filesystem_type = "ext4"
}

resource "digitalocean_volume_attachment" "data" {
  droplet_id = digitalocean_droplet.web.id
  volume_id  = digitalocean_volume.data.id
}

resource "digitalocean_firewall" "web" {
  name        = "web"
  droplet_ids = [digitalocean_droplet.web.id]

  inbound_rule {
    protocol         = "tcp"
    port_range       = "80"
    source_addresses = ["0.0.0.0/0", "::/0"]
  }

  outbound_rule {
    protocol              = "udp"
    port_range            = "53"
    destination_addresses = ["0.0.0.0/0", "::/0"]
  }
}

resource "digitalocean_loadbalancer" "front" {
  name        = "front"
  region      = "nyc3"
  droplet_ids = [digitalocean_droplet.web.id]

  forwarding_rule {
    entry_protocol  = "http"
    entry_port      = 80
    target_protocol = "http"
    target_port     = 8080
  }

  healthcheck {
    protocol = "http"
    port     = 8080
    path     = "/health"
  }
}

resource "digitalocean_project" "shop" {
  name        = "shop"
  environment = "Production"
  resources   = [digitalocean_droplet.web.urn, digitalocean_domain.shop.urn]
}

data "digitalocean_account" "me" {}

data "digitalocean_domain" "shop" {
  name = digitalocean_domain.shop.name
}

data "digitalocean_domains" "all" {}

data "digitalocean_droplet" "web" {
  id = digitalocean_droplet.web.id
}

data "digitalocean_image" "ubuntu" {
  slug = "ubuntu-24-04-x64"
}

data "digitalocean_images" "debian" {
  filter {
    key    = "distribution"
    values = ["Debian"]
  }
}

data "digitalocean_project" "default" {}

data "digitalocean_projects" "all" {}

data "digitalocean_record" "www" {
  domain = digitalocean_record.www.domain
  name   = digitalocean_record.www.name
}

data "digitalocean_records" "all" {
  domain = digitalocean_record.www.domain
}

data "digitalocean_region" "nyc3" {
  slug = "nyc3"
}

data "digitalocean_regions" "open" {
  filter {
    key    = "available"
    values = ["true"]
  }
}

data "digitalocean_sizes" "small" {
  filter {
    key    = "vcpus"
    values = ["1"]
  }

  sort {
    key = "price_monthly"
  }
}

data "digitalocean_ssh_key" "me" {
  name = digitalocean_ssh_key.me.name
}

data "digitalocean_ssh_keys" "all" {}

data "digitalocean_volume" "data" {
  name = digitalocean_volume.data.name
}

data "digitalocean_vpc" "net" {
  id = digitalocean_vpc.net.id
}
