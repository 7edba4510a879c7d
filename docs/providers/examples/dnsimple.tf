resource "dnsimple_domain" "shop" {
  name = "example.com"
}

resource "dnsimple_zone" "shop" {
  name   = dnsimple_domain.shop.name
  active = true
}

resource "dnsimple_zone_record" "www" {
  zone_name = dnsimple_domain.shop.name
  type      = "A"
  name      = "www"
  value     = "192.0.2.1"
  ttl       = 300
}

resource "dnsimple_record" "old" {
  domain = dnsimple_domain.shop.name
  type   = "CNAME"
  name   = "old"
  value  = "www.example.com"
}

data "dnsimple_zone" "shop" {
  name = dnsimple_domain.shop.name
}
